"""What recurrent layers share: a state carried from step to step, given at the last step or at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from dlcli.parts.facts import Dimension, Shape
from dlcli.parts.fields import Rate, Reference, Size
from dlcli.parts.layers._layer import (
    Constraint,
    GateField,
    Initializer,
    Layer,
    Regularizer,
    ShapeProblem,
    Weight,
    shape_text,
)
from dlcli.parts.part import default_word
from dlcli.parts.sizes import product


class Stepwise(Layer):
    """A layer that goes through the steps of its input one after another."""

    return_sequences: bool = False
    """Whether every step's output is given, or the last one's alone."""
    go_backwards: bool = False
    """Whether it begins at the last step."""


class Recurrent(Stepwise):
    """A layer over (steps, features) with one state a unit; `gates` kernels stand side by side in one."""

    own: ClassVar[frozenset[str]] = Layer.own | {"initial_state"}
    gates: ClassVar[int] = 1
    states: ClassVar[int] = 1
    """How many lists of `units` numbers its state has."""

    units: Size
    """How many numbers its state and each of its outputs have."""
    activation: GateField = default_word("tanh")
    """What is applied to the new state."""
    use_bias: bool = True
    """Whether a learned offset is added."""
    kernel_initializer: Initializer = default_word("glorot_uniform")
    """How the kernel begins."""
    recurrent_initializer: Initializer = default_word("orthogonal")
    """How the recurrent kernel begins."""
    bias_initializer: Initializer = default_word("zeros")
    """How the bias begins."""
    kernel_regularizer: Regularizer = None
    """A penalty on the kernel."""
    recurrent_regularizer: Regularizer = None
    """A penalty on the recurrent kernel."""
    bias_regularizer: Regularizer = None
    """A penalty on the bias."""
    activity_regularizer: Regularizer = None
    """A penalty on the output."""
    kernel_constraint: Constraint = None
    """What the kernel is held to after each update."""
    recurrent_constraint: Constraint = None
    """What the recurrent kernel is held to after each update."""
    bias_constraint: Constraint = None
    """What the bias is held to after each update."""
    dropout: Rate = 0.0
    """The share of the inputs left out in training."""
    recurrent_dropout: Rate = 0.0
    """The share of the state left out in training."""

    initial_state: Reference | None = None
    """The state with which it begins: that of a recurrent row above, `NAME.state`, or any row of as many numbers.
    Default: zeros."""

    def call_inputs(self, tensors: Sequence[Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        if len(tensors) == 1:
            return (tensors[0],), {}
        import keras

        state = tensors[1]
        pieces = keras.ops.split(state, self.states, axis=-1) if self.states > 1 else [state]
        return (tensors[0],), {"initial_state": pieces}

    def output_shape(self, *shapes: Shape) -> Shape:
        shape = shapes[0]
        if shape is not None and len(shape) != 2:
            raise _not_steps(self.word, shape)
        self._expect_state(shapes[1] if len(shapes) > 1 else None)
        steps = None if shape is None else shape[0]
        return (steps, self.units) if self.return_sequences else (self.units,)

    def _expect_state(self, given: Shape) -> None:
        """Refuses a state of another size.

        Raises:
            ShapeProblem: at `initial_state`.
        """
        wanted = None if self.units is None else (self.states * self.units,)
        if given is not None and wanted is not None and given != wanted and None not in given:
            both = " (h and c side by side)" if self.states > 1 else ""
            message = f"{self.word} remembers {shape_text(wanted)}{both}, its initial_state is {shape_text(given)}"
            raise ShapeProblem(message, field="initial_state", label="give both rows as many units")

    def kernel_times(self, *shapes: Shape) -> Dimension:
        return shapes[0][0] if shapes[0] else None

    def kept(self, *shapes: Shape) -> Dimension:
        # Of each step the gates before and behind their activations, the state and the output.
        return product((2 * self.gates + 2, shapes[0][0] if shapes[0] else None, self.units))

    def weight_shapes(self, *shapes: Shape) -> tuple[Weight, ...]:
        width = shapes[0][-1] if shapes[0] else None
        across = None if self.units is None else self.gates * self.units
        kernels = Weight("kernel", (width, across)), Weight("recurrent_kernel", (self.units, across))
        return (*kernels, self.bias_weight(across)) if self.use_bias else kernels

    def bias_weight(self, across: int | None) -> Weight:
        """The bias of all gates."""
        return Weight("bias", (across,))


def _not_steps(word: str, shape: tuple[int | None, ...]) -> ShapeProblem:
    text = shape_text(shape)
    message, help_text = f"{word} takes (steps, features), its input is {text}", _way_to_steps(shape)
    return ShapeProblem(message, label=f"input is {text}", help=help_text, code="wrong-rank")


def _way_to_steps(shape: tuple[int | None, ...]) -> str:
    if len(shape) == 1:
        flat = "add the row {type: reshape, target_shape: [steps, features]} before it"
        return f"{flat}, or embedding for words; after a recurrent layer write return_sequences: true there"
    if len(shape) > 2 and shape[0] is not None:
        width = product(shape[1:])
        target = f"[{shape[0]}, {-1 if width is None else width}]"
        return f"to go through it row by row, add the row {{type: reshape, target_shape: {target}}} before it"
    return "reshape its input to (steps, features)"
