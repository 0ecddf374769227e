"""A curve in characters: braille dots where the stream can show them, stars where it cannot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

HEIGHT = 12
_ACROSS, _DOWN = 2, 4
_BRAILLE = 0x2800
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bit of each dot in a braille character, by row and column."""


@dataclass(frozen=True)
class Below:
    """What is written below a drawing: the axis's name, its two ends and its middle."""

    name: str
    first: str
    middle: str
    last: str

    def lines(self, across: int) -> list[str]:
        """The scale and the name, below an axis of so many cells."""
        room = max(across - len(self.first) - len(self.last), len(self.middle))
        return [f"{'':>12}{self.first}{self.middle:^{room}}{self.last}", f"{'':>12}{self.name:^{across}}".rstrip()]


def curve(
    value: Callable[[int], float], steps: int, *, width: int, plain: bool = False, below: Below | None = None
) -> list[str]:
    """The lines of a drawing with labelled axes.

    Args:
        value: the height at a step, 0 or more.
        steps: how many steps there are, from 0.
        width: cells that no line goes beyond, 30 at least.
        plain: draw with ASCII alone.
        below: what stands at the axis; none: the number of the update.
    """
    across = across_of(width)
    heights = [value(round(at * (steps - 1) / (across * _ACROSS - 1))) for at in range(across * _ACROSS)]
    low, high = min(heights), max(heights)
    # A flat line would lie on the upper edge: give it room above.
    top = (2 * high if low == high else high) or 1.0
    picture = [_characters(row, plain=plain) for row in _cells(_dots(heights, top), across)]
    axis, corner, floor = ("|", "+", "-") if plain else ("│", "└", "─")
    labels = {0: f"{top:.3g}", HEIGHT // 2: f"{top / 2:.3g}", HEIGHT - 1: "0"}
    rows = [f"{labels.get(at, ''):>10} {axis}{row}".rstrip() for at, row in enumerate(picture)]
    if below is None:
        below = Below("update", "0", f"{(steps - 1) // 2:,}" if steps > 2 else "", f"{steps - 1:,}")
    return [*rows, f"{'':>10} {corner}{floor * across}", *below.lines(across)]


def across_of(width: int) -> int:
    """The cells of the drawing itself in lines of so many."""
    return max(width, 30) - 12


def _dots(heights: list[float], top: float) -> list[range]:
    """For each column of dots the rows that are set, from 0 above; jumps are filled, so that the line holds."""
    rows = HEIGHT * _DOWN
    at = [round((1 - min(max(height / top, 0.0), 1.0)) * (rows - 1)) for height in heights]
    found: list[range] = []
    for number, row in enumerate(at):
        before = at[number - 1] if number else row
        low, high = (before + 1, row) if before < row else (row, before - 1) if before > row else (row, row)
        found.append(range(low, high + 1))
    return found


def _cells(dots: list[range], across: int) -> list[list[int]]:
    """The bits of each character."""
    cells = [[0] * across for _ in range(HEIGHT)]
    for column, rows in enumerate(dots):
        for row in rows:
            cells[row // _DOWN][column // _ACROSS] |= _DOTS[row % _DOWN][column % _ACROSS]
    return cells


def _characters(bits: list[int], *, plain: bool) -> str:
    return "".join(" " if not each else "*" if plain else chr(_BRAILLE + each) for each in bits).rstrip()
