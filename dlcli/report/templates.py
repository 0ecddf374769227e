"""The templates that a recipe can begin with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from shlex import quote
from typing import Protocol

from dlcli.report import console
from dlcli.report.cells import printable
from dlcli.report.columns import Cell, aligned


class Template(Protocol):
    """What is shown of a template."""

    @property
    def name(self) -> str: ...

    @property
    def summary(self) -> str:
        """Its cost and its result."""


def show(templates: Sequence[Template]) -> None:
    """Prints each template with its cost and result."""
    screen = console.out()
    rows = [(Cell(each.name, "bold"), printable(each.summary)) for each in templates]
    for line in aligned(rows, indent=0, width=screen.width, flexible=1):
        screen.print(line, soft_wrap=True)


def show_written(path: Path) -> None:
    """Prints where a recipe was written and the command to run next."""
    name = printable(str(path))
    console.line(f"wrote {name}; next: dlcli train {quote(name)}")
