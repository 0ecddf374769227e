"""Where an objective compares with the feature that went in, the loss is one for its numbers."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.rules._subject import Subject

OF_EACH_OUTPUT = True


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Numbers of any size need a loss for numbers; those from 0 to 1 may be taken for probabilities."""
    loss, head = subject.loss, subject.head
    if loss is None or head is None or subject.recipe.objective.compares != "feature":
        return
    objective = subject.recipe.objective
    ends = subject.features.features[head.label].value_range
    usual = f"write {objective.usual_loss}"
    if loss.takes in ("index", "one_hot"):
        message = f"{loss.word} compares classes, {objective.word} gives back the numbers of {head.label}"
        yield Diagnostic("wrong-loss", message, subject.place("loss"), usual, f"dlcli explain {loss.word}")
    elif loss.takes == "binary" and ends is not None and (ends[0] < 0 or ends[1] > 1):
        message = f"{loss.word} compares numbers from 0 to 1, those of {head.label} go from {ends[0]:g} to {ends[1]:g}"
        scaling = "or bring them there: transforms: [{type: scale_to, range: [0, 1]}]"
        yield Diagnostic("wrong-loss", message, subject.place("loss"), usual, scaling)
