"""No transform stands twice where the second one undoes the first or changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.rules._subject import Subject

ONCE = frozenset({"normalization", "scale_to"})


def check(subject: Subject) -> Iterator[Diagnostic]:
    """What brings values into a range needs to do it once; the same row twice is one too many."""
    transforms = subject.recipe.data.transforms
    for index, each in enumerate(transforms):
        above = transforms[:index]
        again = each.word in ONCE and any(other.word == each.word for other in above)
        if again or (above and above[-1] == each):
            place = subject.place("data", "transforms", index, "type")
            yield Diagnostic(
                "repeated-transform", f"{each.word} stands twice", place, "take it out", severity="warning"
            )
