"""The batch is no larger than the training split, and no smaller than batch normalization needs."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.rules._subject import Subject
from dlcli.recipe.rules._training import split_sizes


def check(subject: Subject) -> Iterator[Diagnostic]:
    """A batch that never fills, and a batch whose mean is its only example."""
    batch, sizes = subject.recipe.data.batch_size, split_sizes(subject)
    # The default is nobody's mistake.
    if batch != "full" and sizes is not None and 0 < sizes["train"] < batch and subject.written("data", "batch_size"):
        message = f"a batch of {batch} never fills: there are {sizes['train']} training examples"
        place = subject.place("data", "batch_size")
        yield Diagnostic("large-batch", message, place, "write full, or a smaller number", severity="warning")
    if batch == 1:
        for view in subject.each_network():
            yield from _alone(view)


def _alone(subject: Subject) -> Iterator[Diagnostic]:
    for number, step in subject.graph.graph.steps():
        shape = subject.graph.shapes[number]
        # Over the places of a picture one example has a mean and a variance of its own.
        alone = shape is not None and all(size == 1 for size in shape[:-1])
        if step.layer.word == "batch_normalization" and alone:
            message = "batch_normalization subtracts the batch's mean, and with batch_size 1 that is the example itself"
            place = subject.place(*step.where, "type")
            label, help_text = "write layer_normalization", "or batch_size: 16"
            yield Diagnostic("batch-of-one", message, place, label, help_text, severity="warning")
