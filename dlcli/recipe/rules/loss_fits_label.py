"""The loss is one for the kind of label that the data has."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.recipe.defaults import LOSSES
from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.rules._subject import Subject

OF_EACH_OUTPUT = True

WORDS = {
    "classes": "classes",
    "binary": "a class against the rest",
    "multi_label": "any number of classes",
    "number": "a number",
}


def check(subject: Subject) -> Iterator[Diagnostic]:
    """A loss for classes needs classes, one for numbers numbers."""
    label, loss = subject.label(), subject.loss
    # What a label is that was not read yet is known when the data is opened, and its loss with it.
    if loss is None or label is None or label.kind is None:
        return
    if not subject.loss_fits():
        names = "" if label.names is None else f" ({', '.join(label.names[:6])}{', …' if len(label.names) > 6 else ''})"
        message = f"{loss.word} does not fit a label that is {WORDS[label.kind]}{names}"
        yield Diagnostic(
            "wrong-loss", message, subject.place("loss"), f"write {LOSSES[label.kind]}", f"dlcli explain {loss.word}"
        )
