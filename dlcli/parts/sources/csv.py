"""The source `csv`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from dlcli.ground.files import open_regular
from dlcli.parts.facts import ColumnKind
from dlcli.parts.sources._contents import Content, Row, kinds_of, read_content
from dlcli.parts.sources._csv_file import opened
from dlcli.parts.sources._tabular import Tabular

if TYPE_CHECKING:
    import numpy as np

_READ_WHOLE_BELOW = 2**20


class Csv(Tabular):
    """A table in a file: a row of column names, then rows of values with ',' between them, in UTF-8.

    A target holds numbers, or names of classes (sorted by name); `columns: {TARGET: category}` makes classes of whole
    numbers. Several targets, `target: [price, style]`, are labels of these names. Where `columns` names other columns
    too, they alone are features; else all the others are.

    Example:
        type: csv
        path: houses.csv
        target: price
        columns:
          area: number
          city: category
    """

    def header(self) -> tuple[str, ...]:
        with opened(Path(self.path)) as file:
            return file.header

    def small(self) -> bool:
        with open_regular(Path(self.path)) as stream:
            return os.fstat(stream.fileno()).st_size < _READ_WHOLE_BELOW

    def content(self, told: Mapping[str, ColumnKind | None]) -> Content:
        with self._rows_of_file() as rows:
            kinds = kinds_of(rows, told, at=self.path)
        content = Content(kinds, self.targets(), self.sample_weight)
        with self._rows_of_file() as rows:
            empty = f"'{self.path}' has column names and no rows"
            return read_content(rows, content, missing=self.missing, at=self.path, empty=empty)

    def cells(self, column: str) -> np.ndarray:
        import numpy as np

        with self._rows_of_file() as rows:
            return np.array([cells[column] for _, cells in rows])

    @contextmanager
    def _rows_of_file(self) -> Iterator[Iterator[Row]]:
        with opened(Path(self.path)) as file:
            yield ((line, dict(zip(file.header, cells, strict=True))) for line, cells in file.rows())
