"""Where the boxes of a drawing stand: each below what it takes, branches side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dlcli.report.folded import Box


@dataclass(frozen=True)
class Place:
    """The middle of a box, in rows from the top and columns from the middle."""

    row: int
    column: float


@dataclass(frozen=True)
class Way:
    """An arrow from box to box; one that passes others by runs beside them, in a lane of its own."""

    first: int
    last: int
    lane: int = 0
    """0: straight down; 1, 2, …: to the right of all boxes, further and further out."""


def places(boxes: Sequence[Box]) -> list[Place]:
    """A place for each box."""
    rows = _rows(boxes)
    columns: list[float] = [0.0] * len(boxes)
    for row in range(max(rows, default=0) + 1):
        here = [number for number, each in enumerate(rows) if each == row]
        wanted = {number: _wanted(boxes[number], columns) for number in here}
        here.sort(key=lambda number: (wanted[number], number))
        for place, number in enumerate(here):
            columns[number] = place - (len(here) - 1) / 2
    return [Place(row, column) for row, column in zip(rows, columns, strict=True)]


def _rows(boxes: Sequence[Box]) -> list[int]:
    rows: list[int] = []
    for box in boxes:
        rows.append(max((rows[each] + 1 for each in box.inputs), default=0))
    # What enters far below stands just above the box that takes it.
    for number, box in enumerate(boxes):
        takers = [rows[other] for other, each in enumerate(boxes) if number in each.inputs]
        if not box.inputs and takers:
            rows[number] = min(takers) - 1
    return rows


def _wanted(box: Box, columns: Sequence[float]) -> float:
    return sum(columns[each] for each in box.inputs) / len(box.inputs) if box.inputs else 0.0


def ways(boxes: Sequence[Box], where: Sequence[Place]) -> list[Way]:
    """The arrows; those that pass others by have lanes in which no two of them meet."""
    found: list[tuple[int, int]] = []
    long: list[tuple[int, int]] = []
    for last, box in enumerate(boxes):
        for first in box.inputs:
            passed = range(where[first].row + 1, where[last].row)
            blocked = any(place.row in passed and _near(place, where[first], where[last]) for place in where)
            (long if blocked else found).append((first, last))
    lanes: list[list[tuple[int, int]]] = []
    placed = [Way(*each) for each in found]
    for first, last in sorted(long, key=lambda pair: where[pair[1]].row - where[pair[0]].row):
        span = where[first].row, where[last].row
        lane = next((number for number, taken in enumerate(lanes) if all(_apart(span, each) for each in taken)), None)
        if lane is None:
            lanes.append([])
            lane = len(lanes) - 1
        lanes[lane].append(span)
        placed.append(Way(first, last, lane + 1))
    return placed


def _near(place: Place, first: Place, last: Place) -> bool:
    """Whether a box lies on the straight way between two others."""
    share = (place.row - first.row) / (last.row - first.row)
    return abs(first.column + share * (last.column - first.column) - place.column) < 0.6


def _apart(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[1] <= other[0] or other[1] <= one[0]
