"""A table in files: its rows, one after the other or in blocks, and what they hold."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from dlcli.parts.facts import ColumnKind
from dlcli.parts.fields import DataPath
from dlcli.parts.sources._blocks import Block, kinds_by_looking
from dlcli.parts.sources._classes import Classified
from dlcli.parts.sources._contents import Content, Missing, Row, kinds_of, read_content
from dlcli.parts.sources._csv_cells import Target
from dlcli.parts.sources._table_files import Table, content_of
from dlcli.parts.sources._table_paths import PACKED, files_of, size_of

if TYPE_CHECKING:
    import numpy as np

READ_WHOLE_BELOW = 2**20


class TableFile(Classified):
    """A table in files."""

    has_columns: ClassVar[bool] = True
    suffixes: ClassVar[tuple[str, ...]]
    """How the names of such files end."""

    path: DataPath
    """The file, relative to this one; a folder of such files, or a pattern, `2024-*.csv`, in the order of their names.
    What ends with .gz is unpacked."""
    missing: Missing = "error"
    """What a row becomes in which a number, a date, a category or a target is missing: with `drop` it is left out. A
    number may be missing where `fill_missing` is among the transforms of its column."""

    @abstractmethod
    def header(self) -> tuple[str, ...]:
        """The names of the columns.

        Raises:
            DataError: there is no file that can be read.
        """

    @abstractmethod
    def rows(self) -> Iterator[Row]:
        """Each row, with where it stands."""

    @abstractmethod
    def blocks(self, columns: Sequence[str]) -> Iterator[Block]:
        """The rows in blocks, of these columns.

        Raises:
            pyarrow.ArrowInvalid: they have to be read row by row, which also tells what is wrong where.
        """

    def files(self) -> tuple[Path, ...]:
        """The files of the table."""
        return files_of(self.path, self.suffixes)

    def small(self) -> bool:
        """Whether everything is read for the facts."""
        files = self.files()
        packed = any(each.suffix == PACKED for each in files)
        return not packed and sum(map(size_of, files)) < READ_WHOLE_BELOW

    def _empty(self) -> str:
        return f"'{self.path}' has column names and no rows"

    def place(self, row: int) -> str:
        """Where a row stands, counted from 0."""
        return next(islice(self.rows(), row, None))[0]

    def cells(self, column: str) -> np.ndarray:
        """The values of a column as text."""
        import numpy as np

        return np.array([cells[column] for _, cells in self.rows()])

    def content(self, told: Mapping[str, ColumnKind | None], targets: dict[str, Target], weight: str | None) -> Content:
        """Everything that is used; `told` are the features, with their kinds as far as the recipe says.

        Raises:
            DataError: no rows, a missing value, a value that is not of its column's kind; with its place.
        """
        fresh = {name: each.fresh() for name, each in targets.items()}
        if not self.small():
            import pyarrow as pa

            table = Table(self.files(), self.blocks, self.place, self._empty(), self.missing)
            try:
                kinds = kinds_by_looking(table.read, told, at=self.place)
                return content_of(table, Content(kinds, targets, weight))
            except pa.ArrowInvalid:
                pass
        content = Content(kinds_of(self.rows(), told), fresh, weight)
        return read_content(self.rows(), content, missing=self.missing, empty=self._empty())
