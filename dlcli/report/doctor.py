"""What this machine has, and what would stop a training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dlcli.report import console
from dlcli.report.cells import printable
from dlcli.report.columns import Cell, aligned

if TYPE_CHECKING:
    from rich.text import Text

    from dlcli.run.doctor import Finding


def show(findings: Sequence[Finding]) -> None:
    """Prints the findings, what is wrong with its remedy, and a last line that sums them up."""
    screen = console.out()
    for line in lines(findings, width=screen.width):
        screen.print(line, soft_wrap=True)


def lines(findings: Sequence[Finding], *, width: int) -> list[Text]:
    """The findings as lines."""
    from rich.text import Text

    rows = [
        (
            Cell("ok" if each.ok else "wrong", "green" if each.ok else "bold red"),
            Cell(printable(each.name), "dim"),
            printable(each.value),
        )
        for each in findings
    ]
    wrong = [each for each in findings if not each.ok]
    found = [*aligned(rows, indent=0, width=width, flexible=2), Text()]
    found += [Text(printable(f"{each.name}: {each.help}")) for each in wrong]
    if not wrong:
        found.append(Text("nothing stands in the way of a training", "green"))
    return found
