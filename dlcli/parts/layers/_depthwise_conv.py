"""What depthwise_conv1d and depthwise_conv2d share; they differ in rank."""

from __future__ import annotations

from dlcli.parts.facts import Dimension, Shape
from dlcli.parts.fields import Count, Sizes, spread
from dlcli.parts.layers._kernel import places
from dlcli.parts.layers._layer import ActivationField, Constraint, Initializer, Regularizer, Weight
from dlcli.parts.layers._spatial import PlainPadding, Spatial
from dlcli.parts.part import default_word


class DepthwiseConv(Spatial):
    """A convolution within each channel."""

    kernel_size: Sizes
    """How far each kernel reaches along each axis."""
    strides: Sizes = 1
    """How far the kernel moves between two outputs."""
    padding: PlainPadding = "valid"
    """valid: the kernel stays within the input; same: zeros around it, so that with strides 1 the size stays."""
    dilation_rate: Sizes = 1
    """How far the values that a kernel reads lie apart."""
    depth_multiplier: Count = 1
    """How many kernels each channel has."""
    activation: ActivationField = None
    """What is applied to the output; none: the output itself."""
    use_bias: bool = True
    """Whether a learned offset is added."""
    depthwise_initializer: Initializer = default_word("glorot_uniform")
    """How the kernel of each channel begins."""
    bias_initializer: Initializer = default_word("zeros")
    """How the bias begins."""
    depthwise_regularizer: Regularizer = None
    """A penalty on the kernel of each channel."""
    bias_regularizer: Regularizer = None
    """A penalty on the bias."""
    activity_regularizer: Regularizer = None
    """A penalty on the output."""
    depthwise_constraint: Constraint = None
    """What the kernel of each channel is held to after each update."""
    bias_constraint: Constraint = None
    """What the bias is held to after each update."""

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
