"""The loss is one for the kind of label that the data has."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.parts.facts import Label
from dlcli.parts.losses._loss import Loss
from dlcli.recipe.defaults import LOSSES
from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.rules._subject import Subject

OF_EACH_OUTPUT = True

FITS = {
    "index": ("classes",),
    "one_hot": ("classes",),
    "binary": ("binary", "classes"),
    "number": ("number", "binary"),
}
WORDS = {"classes": "classes", "binary": "a class against the rest", "number": "a number"}


def fits(loss: Loss, label: Label | None) -> bool:
    """Whether a loss can be computed from a label, as far as is known."""
    if label is None or label.kind is None:
        return True
    two = loss.takes != "binary" or label.kind != "classes" or label.classes in (None, 2)
    return label.kind in FITS[loss.takes] and two


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
    if not fits(loss, label):
        names = "" if label.names is None else f" ({', '.join(label.names[:6])}{', …' if len(label.names) > 6 else ''})"
        message = f"{loss.word} does not fit a label that is {WORDS[label.kind]}{names}"
        yield Diagnostic(
            "wrong-loss", message, subject.place("loss"), f"write {LOSSES[label.kind]}", f"dlcli explain {loss.word}"
        )
