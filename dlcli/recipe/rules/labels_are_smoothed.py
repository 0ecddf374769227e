"""The labels that are to be smoothed are those of a loss that can do it."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.rules._subject import Subject


def check(subject: Subject) -> Iterator[Diagnostic]:
    """A share of smoothing that no loss takes up."""
    share, losses = subject.recipe.regularization.label_smoothing, [head.loss for head in subject.heads]
    if share is None or not losses or any(getattr(loss, "label_smoothing", None) == share for loss in losses):
        return
    place = subject.place("regularization", "label_smoothing")
    if any(loss.smooths for loss in losses):
        message = "label_smoothing changes nothing: each loss names its own"
        yield Diagnostic("idle-smoothing", message, place, "take it out")
        return
    words = " and ".join(dict.fromkeys(loss.word for loss in losses))
    help_text = "losses that do: categorical_crossentropy, binary_crossentropy, and the focal ones"
    yield Diagnostic("idle-smoothing", f"{words} cannot smooth labels", place, "take it out", help_text)
