"""The templates that a recipe can begin with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from dlcli.report import console
from dlcli.report.cells import printable, wrapped
from dlcli.report.columns import Cell, aligned

if TYPE_CHECKING:
    from rich.text import Text

    from dlcli.recipe.templates import Template

_INDENT = "  "


def show(templates: Sequence[Template]) -> None:
    """Prints each template with its cost, its result and what it is."""
    screen = console.out()
    for line in lines(templates, width=screen.width):
        screen.print(line, soft_wrap=True)


def lines(templates: Sequence[Template], *, width: int) -> list[Text]:
    """Two or more lines a template."""
    from rich.text import Text

    rows = [(Cell(printable(each.name), "bold"), printable(each.cost), printable(each.holds)) for each in templates]
    found = []
    for row, each in zip(aligned(rows, indent=0, width=width, flexible=2), templates, strict=True):
        found.append(row)
        found += [Text(_INDENT + text, "dim") for text in wrapped(printable(each.summary), width - len(_INDENT))]
    return found


def show_written(path: Path) -> None:
    """Prints where a recipe was written and the command to run next."""
    name = printable(str(path))
    console.line(f"wrote {name}; next: dlcli train {quote(name)}")
