"""A fully connected layer."""

from __future__ import annotations

from dlcli.parts.facts import Shape
from dlcli.parts.fields import Size
from dlcli.parts.layers._layer import ActivationField, Constraint, Initializer, Layer, Regularizer, Weight
from dlcli.parts.layers._ranks import expect_axis
from dlcli.parts.part import default_word


class Dense(Layer):
    """y = activation(x · kernel + bias), over the last axis of its input.

    Shapes:
        (…, n) → (…, units); kernel (n, units), bias (units,).

    Example:
        type: dense
        units: 64
        activation: relu
    """

    units: Size
    """How many outputs there are."""
    activation: ActivationField = None
    """What is applied to the output; none: the output itself."""
    use_bias: bool = True
    """Whether a learned offset is added to each output."""
    kernel_initializer: Initializer = default_word("glorot_uniform")
    """How the kernel begins."""
    bias_initializer: Initializer = default_word("zeros")
    """How the bias begins."""
    kernel_regularizer: Regularizer = None
    """A penalty on the kernel."""
    bias_regularizer: Regularizer = None
    """A penalty on the bias."""
    activity_regularizer: Regularizer = None
    """A penalty on the output."""
    kernel_constraint: Constraint = None
    """What the kernel is held to after each update."""
    bias_constraint: Constraint = None
    """What the bias is held to after each update."""

    def output_shape(self, *shapes: Shape) -> Shape:
        if shapes[0] is None:
            return None
        expect_axis(self.word, shapes[0])
        return (*shapes[0][:-1], self.units)

    def weight_shapes(self, *shapes: Shape) -> tuple[Weight, ...]:
        width = shapes[0][-1] if shapes[0] else None
        kernel = Weight("kernel", (width, self.units))
        return (kernel, Weight("bias", (self.units,))) if self.use_bias else (kernel,)
