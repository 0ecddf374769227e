"""What separable_conv1d and separable_conv2d share; they differ in rank."""

from __future__ import annotations

from dlcli.parts.facts import Shape
from dlcli.parts.fields import Count, Size, Sizes, spread
from dlcli.parts.layers._kernel import places
from dlcli.parts.layers._layer import ActivationField, Initializer, Regularizer, Weight
from dlcli.parts.layers._spatial import PlainPadding, Spatial
from dlcli.parts.part import default_word


class SeparableConv(Spatial):
    """A convolution in two steps: within each channel, then across channels."""

    filters: Size
    kernel_size: Sizes
    strides: Sizes = 1
    padding: PlainPadding = "valid"
    dilation_rate: Sizes = 1
    depth_multiplier: Count = 1
    activation: ActivationField = None
    use_bias: bool = True
    depthwise_initializer: Initializer = default_word("glorot_uniform")
    pointwise_initializer: Initializer = default_word("glorot_uniform")
    bias_initializer: Initializer = default_word("zeros")
    depthwise_regularizer: Regularizer = None
    pointwise_regularizer: Regularizer = None
    bias_regularizer: Regularizer = None
    activity_regularizer: Regularizer = None

    def output_shape(self, *shapes: Shape) -> Shape:
        shape = shapes[0]
        self.check_input(shape)
        sizes = (None,) * self.rank if shape is None else places(self, shape[:-1], self.padding)
        return (*sizes, self.filters)

    def weight_shapes(self, *shapes: Shape) -> tuple[Weight, ...]:
        channels = shapes[0][-1] if shapes[0] else None
        between = None if channels is None else channels * self.depth_multiplier
        weights = (
            Weight("depthwise_kernel", (*spread(self.kernel_size, self.rank), channels, self.depth_multiplier)),
            Weight("pointwise_kernel", (*(1,) * self.rank, between, self.filters)),
        )
        return (*weights, Weight("bias", (self.filters,))) if self.use_bias else weights
