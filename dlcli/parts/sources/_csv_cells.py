"""The values of a CSV file: number columns side by side, and each target as numbers or as class names."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from dlcli.ground.errors import DataError
from dlcli.parts.facts import ColumnKind
from dlcli.parts.sources._csv_file import CsvFile

LARGEST = 3.4028234663852886e38
"""The largest number in float32."""

FILL_IN = "fill it in, or remove the row"
POINT = "write numbers with a point and without separators: 1234.5"
MISSING = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "none", "-", "?"})


@dataclass
class Words:
    """A column of texts: a number for each row, and the texts in the order of their numbers."""

    codes: Any = field(default_factory=lambda: array("i"))
    names: list[str] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)

    def add(self, cell: str) -> None:
        """Takes the next value."""
        self.codes.append(self.number(cell))

    def number(self, cell: str) -> int:
        """The number of a text, which may be new."""
        number = self._numbers.setdefault(cell, len(self.names))
        if number == len(self.names):
            self.names.append(cell)
        return number

    def __contains__(self, cell: str) -> bool:
        return cell in self._numbers

    def counts(self) -> dict[str, int]:
        """How often each text stands there."""
        found = Counter(self.codes) if isinstance(self.codes, array) else _counted(self.codes)
        return {name: found[number] for number, name in enumerate(self.names)}


def _counted(codes: Any) -> Any:
    import numpy as np

    return np.bincount(codes).tolist()


@dataclass
class Target:
    """A target's values: numbers, or the names of classes."""

    told: ColumnKind | None
    """None: the values tell, which are then all numbers or none is."""
    kind: ColumnKind | None = None
    numbers: Any = field(default_factory=lambda: array("d"))
    words: Words = field(default_factory=Words)
    separator: str | None = None
    """What stands between the classes of an example, where it may have any number of them."""

    @property
    def may_be_empty(self) -> bool:
        """Whether an example may have no class."""
        return self.separator is not None

    def fresh(self) -> Target:
        """The same, with nothing read yet."""
        return Target(self.told, separator=self.separator)

    def add(self, cell: str) -> str | None:
        """Takes the next value, or says what is wrong with it."""
        wrong = complaint(cell)
        if wrong == "is missing" and not self.may_be_empty and (self.told != "category" or not cell):
            return wrong
        self.kind = self.kind or self.told or ("number" if is_number(cell) else "category")
        if self.kind == "number":
            if wrong is None:
                self.numbers.append(float(cell))
            return wrong
        if self.told is None and is_number(cell):
            return "is a number, the rows above have text"
        self.words.add(cell)
        return None


@dataclass(frozen=True)
class Cells:
    """What was read: `values` row after row, `width` numbers each."""

    values: array[float]
    width: int
    targets: Mapping[str, Target]
    """By column."""
    rows: int


def read_cells(file: CsvFile, columns: Sequence[str], targets: Mapping[str, ColumnKind | None]) -> Cells:
    """Reads every row of `file`: `columns` as numbers, each of `targets` as its kind says.

    Raises:
        DataError: no rows, a missing value, text where a number belongs; with the line and the column.
    """
    values, rows = array("d"), 0
    picked = _picker([file.header.index(name) for name in columns])
    labels = [(name, file.header.index(name), Target(kind)) for name, kind in targets.items()]
    for line, cells in file.rows():
        row = picked(cells)
        try:
            values.extend(_numbers(row))
        except ValueError:
            raise _wrong_number(file, line, columns, row) from None
        for name, place, target in labels:
            wrong = target.add(cells[place])
            if wrong is not None:
                raise wrong_target(name, cells[place], wrong, file.at(line))
        rows += 1
    if not rows:
        raise DataError(f"'{file.path}' has column names and no rows", help="give a file with rows of values")
    return Cells(values, len(columns), {name: target for name, _, target in labels}, rows)


def complaint(cell: str) -> str | None:
    """What keeps a cell from being a number; None if it is one."""
    if cell.lower() in MISSING:
        return "is missing"
    if not is_number(cell):
        return "is not a number"
    return None if -LARGEST <= float(cell) <= LARGEST else "is out of range"


def is_number(cell: str) -> bool:
    """Whether a cell is a number as everybody writes it."""
    try:
        float(cell)
    except ValueError:
        return False
    # Python also reads 1_000 and the digits of other scripts, which hardly anything else does.
    return cell.isascii() and "_" not in cell


def _numbers(cells: Sequence[str]) -> list[float]:
    values = [float(cell) for cell in cells]
    text = "".join(cells)
    if not text.isascii() or "_" in text or not all(-LARGEST <= value <= LARGEST for value in values):
        raise ValueError
    return values


def _picker(places: list[int]) -> Callable[[list[str]], Sequence[str]]:
    if len(places) > 1:
        return itemgetter(*places)
    return lambda cells: [cells[place] for place in places]


def _wrong_number(file: CsvFile, line: int, columns: Sequence[str], row: Sequence[str]) -> DataError:
    name, cell = next((name, cell) for name, cell in zip(columns, row, strict=True) if complaint(cell) is not None)
    wrong = complaint(cell)
    advice = FILL_IN if wrong == "is missing" else "mend or remove the row"
    if wrong == "is not a number":
        advice = "a series is of numbers: name its columns, `columns: {NAME: number}`"
        if "," in cell:
            advice = POINT
    return DataError(f"column '{name}': {shown(cell)} {wrong}", where=file.at(line), help=advice)


def wrong_target(name: str, cell: str, wrong: str, where: str | None = None) -> DataError:
    """What is told of the value of a target."""
    advice = f"mend the row; if '{name}' holds names of classes: `columns: {{{name}: category}}`" if cell else FILL_IN
    return DataError(f"target '{name}': {shown(cell)} {wrong}", where=where, help=advice)


def shown(cell: str) -> str:
    """A value as messages show it: at most 40 characters."""
    if not cell:
        return "the value"
    return f"'{cell[:39]}…'" if len(cell) > 40 else f"'{cell}'"
