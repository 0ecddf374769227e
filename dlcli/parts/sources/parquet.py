"""The source `parquet`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from dlcli.ground.errors import DataError
from dlcli.ground.files import open_regular
from dlcli.parts.facts import Facts, Label
from dlcli.parts.sources._arrow_files import ParquetRows, parquet_blocks
from dlcli.parts.sources._blocks import Block
from dlcli.parts.sources._contents import Row
from dlcli.parts.sources._labels import by_label
from dlcli.parts.sources._table import typed_features
from dlcli.parts.sources._tabular import Tabular

_MAGIC = b"PAR1"


class Parquet(Tabular):
    """A table in Apache Parquet's format: columns of numbers, texts, truth (1 and 0), dates and times.

    What it holds is known when it is opened: `data.expect`, or `columns`, says it to `dlcli validate`. Texts are
    categories, dates or text as they look; a column of numbers is numbers, unless `columns` says category. All else is
    as in `csv`.

    Example:
        type: parquet
        path: houses.parquet
        target: price
    """

    suffixes: ClassVar[tuple[str, ...]] = (".parquet",)

    def facts(self) -> Facts:
        for path in self.files():
            with open_regular(path) as stream:
                if stream.read(len(_MAGIC)) != _MAGIC:
                    raise DataError(f"'{path}' is no Parquet file", help="name a file in Parquet's format")
        targets = by_label(self.target)
        kinds = {name: kind for name, kind in (self.columns or {}).items() if name not in targets.values()}
        labels: dict[str, Label] = {name: self.unread(column) for name, column in targets.items()}
        return Facts(typed_features(kinds, {}), labels, {"train": None}, self.origin({}))

    def small(self) -> bool:
        return False

    @property
    def _separators(self) -> dict[str, str]:
        return {} if self.separator is None else {str(self.target): self.separator}

    def header(self) -> tuple[str, ...]:
        first, *others = self.files()
        names = ParquetRows(first).header
        for path in others:
            if ParquetRows(path).header != names:
                message = f"'{path}' has other columns than '{first.name}'"
                raise DataError(message, help="give files with the same columns in one order")
        return names

    def rows(self) -> Iterator[Row]:
        for path in self.files():
            table = ParquetRows(path, self._separators)
            for number, cells in table.rows():
                yield table.at(number), dict(zip(table.header, cells, strict=True))

    def blocks(self, columns: Sequence[str]) -> Iterator[Block]:
        for path in self.files():
            yield from parquet_blocks(path, columns, self._separators)
