"""Mixing mixes numbers, and labels that a loss takes between classes."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.rules._subject import Subject

CODE = "wrong-mixing"
_SHARP = {
    "sparse_categorical_crossentropy": "categorical_crossentropy",
    "categorical_hinge": "categorical_crossentropy",
    "hinge": "binary_crossentropy",
    "squared_hinge": "binary_crossentropy",
}
"""What stands instead of a loss that takes whole classes only."""


def check(subject: Subject) -> Iterator[Diagnostic]:
    """The mixing against the feature behind the transforms, the network's first rows and each output's loss."""
    mixing = subject.recipe.regularization.mixing
    if mixing is None:
        return
    message = _misfit(subject)
    if message:
        yield Diagnostic(CODE, message, subject.place("regularization", "mixing"), "take it out")
    for view in subject.each_output():
        loss = view.loss
        if loss is not None and not loss.in_between and view.loss_fits():
            message = f"{loss.word} takes whole classes, {mixing.word} gives labels between them"
            yield Diagnostic(CODE, message, view.place("loss", "type"), f"write {_SHARP[loss.word]}")


def _misfit(subject: Subject) -> str:
    """What is wrong with the features, in words."""
    mixing, known = subject.recipe.regularization.mixing, subject.features.features
    assert mixing is not None
    if subject.recipe.objective.compares != "labels":
        return f"{mixing.word} mixes labels, {subject.recipe.objective.word} looks at none"
    name = subject.facts.only_feature()
    if known and name is None:
        return f"{mixing.word} needs data with one feature, this has {', '.join(known)}"
    layers = (step.layer.word for network in subject.networks.values() for _, step in network.graph.steps())
    if "embedding" in layers:
        return f"embedding looks up whole numbers, {mixing.word} gives numbers between them"
    return mixing.misfit(known[name]) if name is not None and name in known else ""
