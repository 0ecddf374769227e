"""Rows of text in aligned columns, without lines or boxes, cut to the width of the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dlcli.report.cells import cells
from dlcli.report.wording import cut

if TYPE_CHECKING:
    from rich.text import Text

GAP = 2
_NARROWEST = 8


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of a row with its style."""

    text: str
    style: str = ""


Row = Sequence[Cell | str]


def aligned(
    rows: Sequence[Row], *, right: Sequence[int] = (), indent: int = 2, width: int, flexible: int = 0
) -> list[Text]:
    """The rows as lines.

    Args:
        rows: a short row ends early; its cells are aligned with those of the others.
        right: the numbers of the columns that end at the same cell.
        indent: blanks before each line.
        width: cells that no line goes beyond, as far as cutting the column `flexible` can help.
    """
    plain = [[each if isinstance(each, Cell) else Cell(each) for each in row] for row in rows]
    widths = [
        max(cells(row[at].text) for row in plain if at < len(row)) for at in range(max(map(len, plain), default=0))
    ]
    over = indent + sum(widths) + GAP * (len(widths) - 1) - width
    if over > 0:
        widths[flexible] = max(widths[flexible] - over, _NARROWEST)
    return [_line(row, widths, set(right), indent) for row in plain]


def _line(row: Sequence[Cell], widths: Sequence[int], right: set[int], indent: int) -> Text:
    from rich.text import Text

    found = Text(" " * indent)
    for at, (cell, room) in enumerate(zip(row, widths, strict=False)):
        text = cell.text if cells(cell.text) <= room else cut(cell.text, room)
        blanks = " " * (room - cells(text))
        found.append(" " * GAP if at else "")
        found.append(blanks if at in right else "")
        found.append(text, cell.style)
        found.append("" if at in right else blanks)
    found.rstrip()
    return found
