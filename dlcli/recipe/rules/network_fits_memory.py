"""The network's weights and one batch of its outputs fit into memory."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

from dlcli.parts.layers._layer import Activation, product, shape_text
from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.graph import Step
from dlcli.recipe.rules._subject import Subject
from dlcli.recipe.rules._training import split_sizes
from dlcli.recipe.shapes import SizedGraph

BYTES = 4
LARGEST = 2**40
"""No layer of one recipe needs a TiB."""
SLOTS = {"sgd": 1, "adagrad": 1, "rmsprop": 1, "lion": 1}
"""Numbers that an optimizer keeps for each weight, where they are not two."""


def machine_memory() -> int | None:
    """The memory of this machine in bytes."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None


@dataclass(frozen=True)
class Need:
    """The bytes of one row: its weights, and its outputs for a batch."""

    step: Step
    inputs: str
    """The shapes that it is given."""
    weights: int
    outputs: int


def check(subject: Subject) -> Iterator[Diagnostic]:
    """A single row beyond any machine is a mistake; all of them beyond this one deserve a warning."""
    batch = _batch(subject)
    sized = subject.networks.values()
    needs = [_need(each, number, step, batch) for each in sized for number, step in each.graph.steps()]
    beyond = [need for need in needs if max(need.weights, need.outputs) > LARGEST]
    for need in beyond:
        yield _beyond_any(subject, need, batch)
    if needs and not beyond:
        yield from _beyond_this(subject, needs)


def _need(network: SizedGraph, number: int, step: Step, batch: int) -> Need:
    weights = sum(product(each.shape) or 0 for each in network.weights[number])
    shape = network.shapes[number]
    # What these give is kept once for the way back, as the input of the next row or the output of the last.
    light = isinstance(step.layer, Activation) or step.layer.word in ("dropout", "flatten", "reshape")
    outputs = 0 if light or shape is None else product(shape) or 0
    inputs = ", ".join(shape_text(network.shapes[number]) for number in step.inputs)
    return Need(step, inputs, BYTES * weights, BYTES * batch * outputs)


def _beyond_this(subject: Subject, needs: list[Need]) -> Iterator[Diagnostic]:
    copies = 2 + SLOTS.get(subject.recipe.optimizer.word, 2)
    weights, outputs = copies * sum(need.weights for need in needs), sum(need.outputs for need in needs)
    memory = machine_memory()
    if memory is None or weights + outputs <= memory:
        return
    message = f"training needs about {_text(weights + outputs)}, this machine has {_text(memory)}"
    parts = f"weights, gradients and optimizer: {_text(weights)}; a batch's outputs: {_text(outputs)}"
    heaviest = max(needs, key=lambda need: need.weights).step
    of_batch = outputs > weights and subject.written("data", "batch_size")
    place = subject.place("data", "batch_size") if of_batch else subject.place(*heaviest.where, "type")
    label = "write a smaller one" if of_batch else "the most weights are here"
    yield Diagnostic("large-memory", message, place, label, parts, severity="warning")


def _beyond_any(subject: Subject, need: Need, batch: int) -> Diagnostic:
    step, own, given = need.step, need.weights, need.outputs
    size = next((name for name in ("units", "filters", "output_dim") if name in type(step.layer).model_fields), "type")
    place = subject.place(*step.where, size)
    what = f"{_text(own)} for its weights" if own >= given else f"{_text(given)} for the outputs of a batch of {batch}"
    message = f"this {step.layer.word} alone needs {what}"
    help_text = "write a smaller number, here or in the row before"
    return Diagnostic("too-large", message, place, f"input is {need.inputs}", help_text)


def _batch(subject: Subject) -> int:
    batch, sizes = subject.recipe.data.batch_size, split_sizes(subject)
    examples = sizes["train"] if sizes else None
    if batch == "full":
        return examples or 1
    return min(batch, examples) if examples else batch


def _text(size: int) -> str:
    """Bytes as people say them: `728 TiB`."""
    value, units = float(size), ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
    while value >= 1024 and len(units) > 1:
        value, units = value / 1024, units[1:]
    return f"{value:.1f} {units[0]}" if value < 10 and units[0] != "bytes" else f"{value:,.0f} {units[0]}"
