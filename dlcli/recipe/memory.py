"""How much memory a training takes, as far as the recipe tells: weights, and what is kept of a batch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dlcli.parts.facts import Shape
from dlcli.parts.layers._layer import Activation, shape_text
from dlcli.parts.optimizers._optimizer import Optimizer
from dlcli.parts.sizes import product
from dlcli.recipe.graph import Step
from dlcli.recipe.model import Recipe
from dlcli.recipe.shapes import SizedGraph
from dlcli.recipe.training import Precision

WEIGHT_TYPES: dict[Precision, str] = {
    "float32": "float32",
    "float64": "float64",
    "mixed_bfloat16": "float32",
    "mixed_float16": "float32",
}
"""In which type weights are kept."""
SLOTS = {"sgd": 0, "momentum": 0, "adagrad": 1, "rmsprop": 1, "lion": 1, "adafactor": 1, "muon": 1}
"""Numbers that an optimizer keeps for each weight, where they are not two; an argument below adds one."""
BUFFERED = 4
"""How many batches of the input wait."""
RUNTIME = 150_000_000
"""Bytes that TensorFlow takes for any training, whatever its size."""
MORE_SLOTS = ("momentum", "centered", "amsgrad")


@dataclass(frozen=True)
class Need:
    """The bytes of one row: its weights, and its outputs for an example."""

    step: Step
    inputs: str
    """The shapes that it is given."""
    weights: int
    outputs: int
    kept: int
    """What is kept for the way back, for an example."""


@dataclass(frozen=True)
class Estimate:
    """The bytes of a training."""

    weights: int
    """Weights, gradients, what the optimizer remembers, averages, gradients that are added up."""
    outputs: int
    """The outputs that are kept for the way back, for an example."""

    def total(self, batch: int) -> int:
        """With a batch of so many examples."""
        return self.weights + batch * self.outputs

    def batch_within(self, free: int, *, most: int) -> int | None:
        """The largest power of two, at most `most`, that fits; None where not even one example does."""
        size = 1 << (most.bit_length() - 1) if most > 0 else 0
        while size and self.total(size) > free:
            size //= 2
        return size or None


def needs(recipe: Recipe, networks: Iterable[SizedGraph]) -> Iterator[Need]:
    """What each row takes; an unknown size counts as nothing."""
    precision = recipe.training.precision
    weight_bytes = bytes_a_weight(precision)
    # Each view of an example goes through the networks.
    output_bytes = (2 if precision.startswith("mixed") else weight_bytes) * recipe.objective.views
    for network in networks:
        for number, step in network.graph.steps():
            weights = sum(product(each.shape) or 0 for each in network.weights[number])
            shape = network.shapes[number]
            # What these give is kept once for the way back, as the input of the next row or the output of the last.
            light = step.layer.word in ("dropout", "flatten", "reshape")
            outputs = 0 if light or isinstance(step.layer, Activation) or shape is None else product(shape) or 0
            given = [network.shapes[each] for each in step.inputs]
            kept = 0 if light or shape is None or None in given else _kept(step, given)
            inputs = ", ".join(map(shape_text, given))
            yield Need(step, inputs, weight_bytes * weights, output_bytes * outputs, output_bytes * kept)


def estimate(recipe: Recipe, networks: Iterable[SizedGraph]) -> Estimate:
    """What a training takes; of several optimizers the one that keeps most."""
    found = list(needs(recipe, networks))
    copies = 2 + max(map(_slots, recipe.optimizers().values()))
    copies += (recipe.regularization.weight_averaging is not None) + (recipe.training.gradient_accumulation > 1)
    return Estimate(copies * sum(need.weights for need in found), sum(need.kept for need in found))


def _kept(step: Step, given: Sequence[Shape]) -> int:
    if isinstance(step.layer, Activation):
        return step.layer.between * (product(step.layer.output_shape(*given) or ()) or 0)
    return step.layer.kept(*given) or 0


def about(recipe: Recipe, networks: Sequence[SizedGraph], batch: int) -> int:
    """The bytes that a training takes with batches of this size, with what TensorFlow needs beside the network.

    Measured on a CPU: buffers of the input, the largest output once more with its gradient, and the runtime's own.
    """
    found = list(needs(recipe, networks))
    largest = max((need.outputs for need in found), default=0)
    shapes = [network.shapes[number] for network in networks for number in network.graph.entering()]
    a_number = bytes_a_weight(recipe.training.precision) * recipe.objective.views
    entering = a_number * sum(product(shape or ()) or 0 for shape in shapes)
    whole = estimate(recipe, networks)
    return whole.total(batch) + batch * (2 * largest + BUFFERED * entering) + RUNTIME


def bytes_a_weight(precision: Precision) -> int:
    """How many bytes a weight takes."""
    return 8 if WEIGHT_TYPES[precision] == "float64" else 4


def _slots(optimizer: Optimizer) -> int:
    return SLOTS.get(optimizer.word, 2) + sum(bool(getattr(optimizer, name, None)) for name in MORE_SLOTS)


def bytes_in_words(size: int) -> str:
    """Bytes as people say them: `728 TiB`."""
    value, units = float(size), ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
    while value >= 1024 and len(units) > 1:
        value, units = value / 1024, units[1:]
    return f"{value:.1f} {units[0]}" if value < 10 and units[0] != "bytes" else f"{value:,.0f} {units[0]}"
