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
    """A line for each text: what was given, what was written, and whether that is right where it is known.

    How many are right, and how near all of them are, is told on stderr.
    """
    found = translated.texts
    given = [printable(each.given) for each in found]
    width = max(map(cells, given), default=0)
    for text, each in zip(given, found, strict=True):
        blanks = " " * (width - cells(text))
        wrong = "" if each.right in (None, each.text) else f"  (right: {printable(str(each.right))})"
        console.line(f"{text}{blanks}  {printable(each.text)}{wrong}")
    right, bleu = translated.right(), translated.bleu()
    if right is not None and bleu is not None:
        console.write(sys.stderr, f"{right} of {len(found)} as they should be, BLEU {bleu:.3f}\n")
