"""Pictures do not reach a layer with weights as numbers up to 255."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.graph import Input, Step
from dlcli.recipe.rules._subject import Subject

OF_EACH_NETWORK = True

WIDE = 100.0
KEEP_RANGE = ("cropping", "dropout", "flatten", "permute", "pooling", "reshape", "resizing", "zero_padding")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Follows each picture through the rows that leave its values as they are."""
    # Published weights learned from the large values that it gives in two of its modes.
    every = (placed.transform.word for rows in subject.transforms().values() for placed in rows)
    if "imagenet_preprocessing" in every:
        return
    nodes = subject.graph.graph.nodes
    # Normalization right behind a kernel takes the scale out again.
    normalized = {number for _, step in subject.graph.graph.steps() if _normalizes(step) for number in step.inputs}
    raw: set[int] = set()
    for number, node in enumerate(nodes):
        if isinstance(node, Input):
            feature = subject.graph.inputs[node.feature]
            ends = feature.value_range
            if feature.image and ends is not None and max(map(abs, ends)) > WIDE:
                raw.add(number)
        elif raw.intersection(node.inputs):
            if any(name in node.layer.word for name in KEEP_RANGE):
                raw.add(number)
            elif number not in normalized and _has_kernel(node):
                yield _unscaled(subject, node)
                return


def _normalizes(step: Step) -> bool:
    return step.layer.word.endswith("_normalization")


def _has_kernel(step: Step) -> bool:
    return hasattr(step.layer, "kernel_initializer") or hasattr(step.layer, "depthwise_initializer")


def _unscaled(subject: Subject, step: Step) -> Diagnostic:
    ranges = [feature.value_range for feature in subject.features.features.values() if feature.image]
    low, high = next(ends for ends in ranges if ends is not None and max(map(abs, ends)) > WIDE)
    message = f"the pictures reach {step.layer.word} with values from {low:g} to {high:g}"
    add = "{type: scale_to, range: [0, 1]}"
    help_text = "large inputs make training slow or unstable"
    written = subject.written("data", "transforms", 0)
    place = subject.place("data", "transforms", 0, "type") if written else subject.place("data", "source", "type")
    label = f"add {add} to these" if written else f"add transforms: [{add}]"
    return Diagnostic("unscaled-images", message, place, label, help_text, severity="warning")
