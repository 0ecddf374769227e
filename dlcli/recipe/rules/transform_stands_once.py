"""No transform stands twice where the second one undoes the first or changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.rules._subject import Subject
from dlcli.recipe.transformed import Placed

ONCE = frozenset({"normalization", "scale_to"})


def check(subject: Subject) -> Iterator[Diagnostic]:
    """What brings values into a range needs to do it once; the same row twice is one too many."""
    for rows in subject.transforms().values():
        yield from _of(subject, rows)


def _of(subject: Subject, rows: Sequence[Placed]) -> Iterator[Diagnostic]:
    for index, (_, where, each) in enumerate(rows):
        above = [placed.transform for placed in rows[:index]]
        again = each.word in ONCE and any(other.word == each.word for other in above)
        if again or (above and above[-1] == each):
            place = subject.place(*where, "type")
            yield Diagnostic(
                "repeated-transform", f"{each.word} stands twice", place, "take it out", severity="warning"
            )
