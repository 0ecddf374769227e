"""An embedding is given whole numbers below its `input_dim`."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.parts.layers._layer import Activation
from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.graph import Input, Step
from dlcli.recipe.rules._subject import Subject

OF_EACH_NETWORK = True

KEEP_VALUES = frozenset({"flatten", "permute", "reshape", "resizing", "zero_padding1d", "zero_padding2d"})
FRACTIONS = frozenset({"normalization", "rescaling", "scale_to"})
"""Transforms after which numbers are no longer whole."""


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Follows each embedding's input up to a feature, or to the first row that computes."""
    nodes = subject.graph.graph.nodes
    for _, step in subject.graph.graph.steps():
        size = getattr(step.layer, "input_dim", None)
        if step.layer.word != "embedding":
            continue
        node = nodes[step.inputs[0]]
        while isinstance(node, Step) and node.layer.word in KEEP_VALUES:
            node = nodes[node.inputs[0]]
        if isinstance(node, Input):
            yield from _of_feature(subject, step, node, size)
        elif isinstance(node.layer, Activation) or subject.graph.weights[nodes.index(node)]:
            message = f"embedding looks up whole numbers, {node.layer.word} gives fractions"
            yield Diagnostic("wrong-embedding-input", message, subject.place(*step.where, "type"), "take it out")


def _of_feature(subject: Subject, step: Step, node: Input, size: int | None) -> Iterator[Diagnostic]:
    if node.feature not in subject.features.features:
        return
    words = [each.transform.word for each in subject.transforms().get(node.feature, ())]
    scaling = next((word for word in words if word in FRACTIONS), None)
    ends = subject.graph.inputs[node.feature].value_range
    if scaling is not None:
        message = f"embedding looks up whole numbers, {scaling} makes fractions of them"
        yield Diagnostic(
            "wrong-embedding-input", message, subject.place(*step.where, "type"), help=f"take {scaling} out"
        )
    elif ends is not None and ends[0] < 0:
        message = f"embedding looks up whole numbers from 0, its input goes down to {ends[0]:g}"
        yield Diagnostic("wrong-embedding-input", message, subject.place(*step.where, "type"), "take it out")
    elif ends is not None and size is not None and ends[1] >= size:
        message = f"embedding has rows for 0 to {size - 1}, its input goes up to {ends[1]:g}"
        yield Diagnostic(
            "wrong-embedding-input", message, subject.place(*step.where, "input_dim"), f"write {int(ends[1]) + 1}"
        )
