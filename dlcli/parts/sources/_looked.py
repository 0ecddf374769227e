"""What a column of a table holds, concluded from all its values."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from dlcli.ground.errors import DataError
from dlcli.parts.facts import ColumnKind
from dlcli.parts.sources._csv_cells import POINT, complaint, shown

MOST_CATEGORIES = 1000
"""A column with more different values is text."""
FEW = 20
"""So many different values are categories, however few rows there are."""
ROWS_A_CATEGORY = 10
MOST_WORDS = 3
"""Categories have no more words than that, in the mean."""
_WITH_COMMA = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?|[+-]?\d{1,3}(\.\d{3})*,\d+|[+-]?\d+,\d+")
_DATE = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?)?")


@dataclass
class Looked:
    """What was seen of a column."""

    filled: int = 0
    numbers: int = 0
    dates: int = 0
    words: int = 0
    distinct: set[str] = field(default_factory=set)
    """Up to one more than there may be categories."""
    commas: int = 0
    """Numbers that have a comma."""
    odd: tuple[str | int, str] | None = None
    """The first value that is no number, with its place or the number of its row."""

    def see(self, place: str | int, cell: str, *, times: int = 1) -> None:
        """Takes the next value into account, or one that stands there several times, first at this place."""
        wrong = complaint(cell)
        if wrong == "is missing":
            return
        self.filled += times
        if wrong is None or wrong == "is out of range":
            self.numbers += times
            return
        self.odd = self.odd or (place, cell)
        self.dates += times * is_date(cell)
        self.commas += times * bool(_WITH_COMMA.fullmatch(cell))
        self.words += times * len(cell.split())
        if len(self.distinct) <= MOST_CATEGORIES:
            self.distinct.add(cell)

    def kind(self, name: str, *, at: Callable[[int], str] = str) -> ColumnKind:
        """What it is; `at` tells where a row stands, where a value does not fit the others.

        Raises:
            DataError: most of it is numbers, and not all.
        """
        if not self.filled:
            return "text"
        if self.odd is None:
            return "number"
        if 2 * (self.numbers + self.commas) >= self.filled:
            place, cell = self.odd
            most = ", most of the others are" if 2 * self.numbers >= self.filled else ""
            message = f"column '{name}': {shown(cell)} is not a number{most}"
            advice = f"mend the row, or say what it is: columns: {{{name}: category}}"
            if "," in cell:
                advice = POINT if most else f"{POINT}; or say what it is: columns: {{{name}: category}}"
            raise DataError(message, where=at(place) if isinstance(place, int) else place, help=advice)
        if self.dates == self.filled:
            return "date"
        few = len(self.distinct) <= min(MOST_CATEGORIES, max(FEW, self.filled // ROWS_A_CATEGORY))
        return "category" if few and self.words <= MOST_WORDS * self.filled else "text"


def is_date(cell: str) -> bool:
    """Whether a value is a date, or a date and a time of day, of the calendar."""
    if not _DATE.fullmatch(cell):
        return False
    try:
        datetime.fromisoformat(cell)
    except ValueError:
        return False
    return True
