"""The network's weights and one batch of its outputs fit into memory."""

from __future__ import annotations

import os
from collections.abc import Iterator

from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.memory import Need, bytes_in_words, estimate, needs
from dlcli.recipe.rules._subject import Subject
from dlcli.recipe.rules._training import split_sizes

LARGEST = 2**40
"""No layer of one recipe needs a TiB."""


def machine_memory() -> int | None:
    """The memory of this machine in bytes."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None


def check(subject: Subject) -> Iterator[Diagnostic]:
    """A single row beyond any machine is a mistake; all of them beyond this one deserve a warning."""
    batch = _batch(subject)
    found = list(needs(subject.recipe, subject.networks.values()))
    beyond = [need for need in found if max(need.weights, batch * need.outputs) > LARGEST]
    for need in beyond:
        yield _beyond_any(subject, need, batch)
    if found and not beyond:
        yield from _beyond_this(subject, found, batch)


def _beyond_this(subject: Subject, found: list[Need], batch: int) -> Iterator[Diagnostic]:
    whole, memory = estimate(subject.recipe, subject.networks.values()), machine_memory()
    if memory is None or whole.total(batch) <= memory:
        return
    weights, outputs = whole.weights, batch * whole.outputs
    message = f"training needs about {bytes_in_words(whole.total(batch))}, this machine has {bytes_in_words(memory)}"
    parts = f"weights, gradients and optimizer: {bytes_in_words(weights)}; a batch's outputs: {bytes_in_words(outputs)}"
    heaviest = max(found, key=lambda need: need.weights).step
    of_batch = outputs > weights and subject.written("data", "batch_size")
    place = subject.place("data", "batch_size") if of_batch else subject.place(*heaviest.where, "type")
    label = "write a smaller one" if of_batch else "the most weights are here"
    yield Diagnostic("large-memory", message, place, label, parts, severity="warning")


def _beyond_any(subject: Subject, need: Need, batch: int) -> Diagnostic:
    step, own, given = need.step, need.weights, batch * need.outputs
    size = next((name for name in ("units", "filters", "output_dim") if name in type(step.layer).model_fields), "type")
    place = subject.place(*step.where, size)
    what = "its weights" if own >= given else f"the outputs of a batch of {batch}"
    message = f"this {step.layer.word} alone needs {bytes_in_words(max(own, given))} for {what}"
    help_text = "write a smaller number, here or in the row before"
    return Diagnostic("too-large", message, place, f"input is {need.inputs}", help_text)


def _batch(subject: Subject) -> int:
    batch, sizes = subject.recipe.data.batch_size, split_sizes(subject)
    examples = sizes["train"] if sizes else None
    if batch == "full":
        return examples or 1
    return min(batch, examples) if examples else batch
