"""The source `csv`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from dlcli.ground.errors import DataError
from dlcli.parts.sources._arrow_files import csv_blocks
from dlcli.parts.sources._blocks import Block
from dlcli.parts.sources._contents import Row
from dlcli.parts.sources._csv_file import opened
from dlcli.parts.sources._tabular import Tabular


class Csv(Tabular):
    """A table in a file: a row of column names, then rows of values with ',' between them, in UTF-8.

    A target holds numbers, or names of classes (sorted by name); `columns: {TARGET: category}` makes classes of whole
    numbers. Several targets, `target: [price, style]`, are labels of these names. Where `columns` names other columns
    too, they alone are features; else all the others are. A file of more than 1 MiB is read once, in blocks; what is
    made of it is kept in the user's cache until the file changes.

    Example:
        type: csv
        path: houses.csv
        target: price
        columns:
          area: number
          city: category
    """

    suffixes: ClassVar[tuple[str, ...]] = (".csv",)

    def header(self) -> tuple[str, ...]:
        first, *others = self.files()
        with opened(first) as file:
            header = file.header
        for path in others:
            with opened(path) as file:
                if file.header != header:
                    message = f"'{path}' has other columns than '{first.name}'"
                    raise DataError(message, where=file.at(1), help="give files with the same columns in one order")
        return header

    def rows(self) -> Iterator[Row]:
        for path in self.files():
            with opened(path) as file:
                for line, cells in file.rows():
                    yield file.at(line), dict(zip(file.header, cells, strict=True))

    def blocks(self, columns: Sequence[str]) -> Iterator[Block]:
        for path in self.files():
            yield from csv_blocks(path, columns)
