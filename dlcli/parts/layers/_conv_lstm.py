"""What conv_lstm1d and conv_lstm2d share; they differ in rank."""

from __future__ import annotations

from typing import Any, ClassVar

from dlcli.parts.facts import Dimension, Shape
from dlcli.parts.fields import Rate, Size, Sizes, spread
from dlcli.parts.layers._kernel import places
from dlcli.parts.layers._layer import Constraint, GateField, Initializer, Regularizer, ShapeProblem, Weight, shape_text
from dlcli.parts.layers._ranks import expect_rank
from dlcli.parts.layers._recurrent import Stepwise
from dlcli.parts.layers._spatial import PlainPadding, Spatial
from dlcli.parts.part import default_word
from dlcli.parts.sizes import product


class ConvLSTM(Spatial, Stepwise):
    """An lstm whose products are convolutions."""

    axes: ClassVar[str]

    filters: Size
    """How many kernels there are, and so channels in the output."""
    kernel_size: Sizes
    """How far each kernel reaches along each axis."""
    strides: Sizes = 1
    """How far the kernel moves between two outputs."""
    padding: PlainPadding = "valid"
    """valid: the kernel stays within the input; same: zeros around it, so that with strides 1 the size stays."""
    dilation_rate: Sizes = 1
    """How far the values that a kernel reads lie apart."""
    activation: GateField = default_word("tanh")
    """What is applied to the new state and the output."""
    recurrent_activation: GateField = default_word("sigmoid")
    """What is applied to the gates."""
    use_bias: bool = True
    """Whether a learned offset is added."""
    kernel_initializer: Initializer = default_word("glorot_uniform")
    """How the kernel begins."""
    recurrent_initializer: Initializer = default_word("orthogonal")
    """How the recurrent kernel begins."""
    bias_initializer: Initializer = default_word("zeros")
    """How the bias begins."""
    unit_forget_bias: bool = True
    """Whether 1 is added to the bias of the forget gate at the start."""
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

    def check_input(self, shape: Shape) -> None:
        expect_rank(self.word, shape, self.rank + 2, axes=self.axes, help=f"reshape its input to ({self.axes})")
        if shape is not None and None in shape[1:-1]:
            raise ShapeProblem(
                f"{self.word} needs to know all sizes but the number of steps, its input is {shape_text(shape)}",
                label=f"input is {shape_text(shape)}",
                help="resize the pictures to one size",
            )

    def output_shape(self, *shapes: Shape) -> Shape:
        shape = shapes[0]
        self.check_input(shape)
        steps = None if shape is None else shape[0]
        sizes = (None,) * self.rank if shape is None else places(self, shape[1:-1], self.padding)
        return (steps, *sizes, self.filters) if self.return_sequences else (*sizes, self.filters)

    def kernel_times(self, *shapes: Shape) -> Dimension:
        output = self.output_shape(*shapes)
        steps = shapes[0][0] if shapes[0] else None
        return None if output is None else product((steps, *output[-1 - self.rank : -1]))

    def kept(self, *shapes: Shape) -> Dimension:
        return product((10, self.kernel_times(*shapes), self.filters))

    def weight_shapes(self, *shapes: Shape) -> tuple[Weight, ...]:
        channels = shapes[0][-1] if shapes[0] else None
        kernel: tuple[Any, ...] = spread(self.kernel_size, self.rank)
        across = None if self.filters is None else 4 * self.filters
        weights = (
            Weight("kernel", (*kernel, channels, across)),
            Weight("recurrent_kernel", (*kernel, self.filters, across)),
        )
        return (*weights, Weight("bias", (across,))) if self.use_bias else weights
