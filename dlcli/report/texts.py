"""Texts that a network writes, on a screen."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from dlcli.report import console
from dlcli.report.cells import cells, printable
from dlcli.run.texts import Written
from dlcli.run.translations import Translated


def show_continued(found: Sequence[Written]) -> None:
    """Each text with what was written behind it, a blank line between them."""
    for number, each in enumerate(found):
        if number:
            console.line("")
        for line in each.text.splitlines() or [""]:
            console.line(printable(line))


def show(translated: Translated) -> None:
    """A line for each text; how many are right, and how near all of them are, is told on stderr."""
    for line in lines(translated):
        console.line(line)
    right, bleu = translated.right(), translated.bleu()
    if right is not None and bleu is not None:
        console.write(sys.stderr, f"{right} of {len(translated.texts)} as they should be, BLEU {bleu:.3f}\n")


def lines(translated: Translated) -> list[str]:
    """For each text what was given, what was written, and what would be right, where that is known and another."""
    given = [printable(each.given) for each in translated.texts]
    width = max(map(cells, given), default=0)
    found = []
    for text, each in zip(given, translated.texts, strict=True):
        blanks = " " * (width - cells(text))
        wrong = "" if each.right in (None, each.text) else f"  (right: {printable(str(each.right))})"
        found.append(f"{text}{blanks}  {printable(each.text)}{wrong}")
    return found
