"""What depthwise_conv1d and depthwise_conv2d share; they differ in rank."""

from __future__ import annotations

from dlcli.parts.facts import Dimension, Shape
from dlcli.parts.fields import Count, Sizes, spread
from dlcli.parts.layers._kernel import places
from dlcli.parts.layers._layer import ActivationField, Initializer, Regularizer, Weight
from dlcli.parts.layers._spatial import PlainPadding, Spatial
from dlcli.parts.part import default_word


class DepthwiseConv(Spatial):
    """A convolution within each channel."""

    kernel_size: Sizes
    strides: Sizes = 1
    padding: PlainPadding = "valid"
    dilation_rate: Sizes = 1
    depth_multiplier: Count = 1
    activation: ActivationField = None
    use_bias: bool = True
    depthwise_initializer: Initializer = default_word("glorot_uniform")
    bias_initializer: Initializer = default_word("zeros")
    depthwise_regularizer: Regularizer = None
    bias_regularizer: Regularizer = None
    activity_regularizer: Regularizer = None

    def output_shape(self, *shapes: Shape) -> Shape:
        shape = shapes[0]
        self.check_input(shape)
        if shape is None:
            return (None,) * (self.rank + 1)
        return (*places(self, shape[:-1], self.padding), self._across(shape[-1]))

    def weight_shapes(self, *shapes: Shape) -> tuple[Weight, ...]:
        channels = shapes[0][-1] if shapes[0] else None
        kernel = Weight("kernel", (*spread(self.kernel_size, self.rank), channels, self.depth_multiplier))
        return (kernel, Weight("bias", (self._across(channels),))) if self.use_bias else (kernel,)

    def _across(self, channels: Dimension) -> Dimension:
        return None if channels is None else channels * self.depth_multiplier
