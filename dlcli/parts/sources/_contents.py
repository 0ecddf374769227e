"""The content of a table: numbers side by side, words by their number, and targets."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from math import nan
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from dlcli.ground.errors import DataError
from dlcli.parts.facts import ColumnKind
from dlcli.parts.sources._csv_cells import FILL_IN, POINT, Target, Words, complaint, shown, wrong_target
from dlcli.parts.sources._looked import Looked, is_date
from dlcli.parts.sources._mapped_texts import MappedTexts

if TYPE_CHECKING:
    import numpy as np

Missing = Literal["error", "drop"]
Row = tuple[str, Mapping[str, str]]
"""Where a row stands, and the value of each column."""

DROP = "fill it in, remove the row, or write data.source.missing: drop"
WRITE = "write 2024-02-29, or 2024-02-29 13:45"


@dataclass
class Content:
    """What was read of a table."""

    kinds: Mapping[str, ColumnKind]
    """Of its features, in their order."""
    targets: Mapping[str, Target]
    weight: str | None = None
    rows: int = 0
    numbers: Any = field(default_factory=lambda: array("d"))
    """Row after row: the columns of numbers in their order, and the weight behind them."""
    words: dict[str, Words] = field(default_factory=dict)
    texts: dict[str, MappedTexts] = field(default_factory=dict)
    """Columns of text that stay in files; others are among the words."""
    missing: dict[str, str] = field(default_factory=dict)
    """Where the first number of a column is missing, by column."""
    dropped: list[int] = field(default_factory=list)
    """The numbers of the rows that were left out because something was missing."""

    kept: Path | None = None
    """The folder in which it is kept, where it is."""

    @property
    def mapped(self) -> bool:
        """Whether numbers stay in their file."""
        import numpy as np

        return isinstance(self.numbers, np.memmap)

    @property
    def number_columns(self) -> tuple[str, ...]:
        """The features that are numbers, in their order."""
        return tuple(name for name, kind in self.kinds.items() if kind == "number")

    @property
    def width(self) -> int:
        """How many numbers a row has."""
        return len(self.number_columns) + (self.weight is not None)

    def matrix(self) -> np.ndarray:
        """The numbers, of shape (rows, width)."""
        import numpy as np

        if isinstance(self.numbers, np.ndarray):
            return self.numbers
        return np.frombuffer(self.numbers, np.float64).reshape(self.rows, self.width)


def kinds_of(rows: Iterable[Row], told: Mapping[str, ColumnKind | None]) -> dict[str, ColumnKind]:
    """The kind of each feature: as the recipe says, or as all its values look.

    Raises:
        DataError: a column is neither one thing nor another.
    """
    looked = {name: Looked() for name, kind in told.items() if kind is None}
    if looked:
        for where, cells in rows:
            for name, column in looked.items():
                column.see(where, cells[name])
    return {name: kind or looked[name].kind(name) for name, kind in told.items()}


def read_content(rows: Iterator[Row], content: Content, *, missing: Missing, empty: str) -> Content:
    """Fills `content` from rows.

    Raises:
        DataError: no rows, a missing value, a value that is not of its column's kind; with the line and the column.
    """
    content.words = {name: Words() for name, kind in content.kinds.items() if kind != "number"}
    for where, cells in rows:
        if missing == "drop" and _misses(content, cells):
            content.dropped.append(content.rows + len(content.dropped))
            continue
        content.numbers.extend(
            number_in(content, name, cells[name], partial(str, where)) for name in content.number_columns
        )
        if content.weight is not None:
            content.numbers.append(weight_in(content.weight, cells[content.weight], partial(str, where)))
        for name, column in content.words.items():
            error = no_date(name, cells[name]) if content.kinds[name] == "date" else None
            _raise(error, where)
            column.add(cells[name])
        for name, target in content.targets.items():
            wrong = target.add(cells[name])
            _raise(wrong_target(name, cells[name], wrong) if wrong else None, where)
        content.rows += 1
    if not content.rows:
        raise DataError(empty, help="give a file with rows of values")
    return content


def _misses(content: Content, cells: Mapping[str, str]) -> bool:
    """Whether a row lacks a value: a number or a date, a category that is empty, a target."""
    needed = (*content.kinds, *(name for name, target in content.targets.items() if not target.may_be_empty))
    if any(not cells[name] for name in needed):
        return True
    numbers = [name for name, kind in content.kinds.items() if kind in ("number", "date")]
    numbers += [name for name, target in content.targets.items() if target.told != "category"]
    return any(complaint(cells[name]) == "is missing" for name in numbers)


def _raise(error: DataError | None, where: str) -> None:
    if error is not None:
        error.where = where
        raise error


def number_in(content: Content, name: str, cell: str, where: Callable[[], str]) -> float:
    """The number in a cell; nan where it is missing, which is remembered.

    Raises:
        DataError: it is no number.
    """
    wrong = complaint(cell)
    if wrong is None:
        return float(cell)
    if wrong == "is missing":
        if name not in content.missing:
            content.missing[name] = where()
        return nan
    advice = "mend or remove the row"
    if wrong == "is not a number":
        advice = f"mend or remove the row; if it holds no numbers: columns: {{{name}: category}}"
        if "," in cell:
            advice = POINT
    raise DataError(f"column '{name}': {shown(cell)} {wrong}", where=where(), help=advice)


def weight_in(name: str, cell: str, where: Callable[[], str]) -> float:
    """The weight in a cell.

    Raises:
        DataError: it is missing, or no number.
    """
    wrong = complaint(cell)
    if wrong is not None:
        raise DataError(f"column '{name}': {shown(cell)} {wrong}", where=where(), help=FILL_IN)
    return float(cell)


def no_date(name: str, cell: str) -> DataError | None:
    """What is wrong with a date, if something is."""
    if is_date(cell):
        return None
    if complaint(cell) == "is missing":
        return DataError(f"column '{name}': {shown(cell)} is missing", help=DROP)
    return DataError(f"column '{name}': {shown(cell)} is no date", help=WRITE)
