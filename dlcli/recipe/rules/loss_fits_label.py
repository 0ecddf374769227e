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
    if loss is None:
        if subject.facts.labels and label is not None and label.kind is None:
            message = (
                "the data does not say whether its label is a class or a number, so there is no loss to take by default"
            )
            yield Diagnostic(
                "missing-loss",
                message,
                subject.place("data", "source"),
                help="add loss: mean_squared_error (a number) or loss: sparse_categorical_crossentropy (classes)",
            )
        return
    if label is None or label.kind is None:
        return
    if not subject.loss_fits():
        names = "" if label.names is None else f" ({', '.join(label.names[:6])}{', …' if len(label.names) > 6 else ''})"
        message = f"{loss.word} does not fit a label that is {WORDS[label.kind]}{names}"
        yield Diagnostic(
            "wrong-loss", message, subject.place("loss"), f"write {LOSSES[label.kind]}", f"dlcli explain {loss.word}"
        )
