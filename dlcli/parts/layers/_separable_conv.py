"""What separable_conv1d and separable_conv2d share; they differ in rank."""

from __future__ import annotations

from dlcli.parts.facts import Shape
from dlcli.parts.fields import Count, Size, Sizes, spread
from dlcli.parts.layers._kernel import places
from dlcli.parts.layers._layer import ActivationField, Constraint, Initializer, Regularizer, Weight
from dlcli.parts.layers._spatial import PlainPadding, Spatial
from dlcli.parts.part import default_word


class SeparableConv(Spatial):
    """A convolution in two steps: within each channel, then across channels."""

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
    depth_multiplier: Count = 1
    """How many kernels each channel has."""
    activation: ActivationField = None
    """What is applied to the output; none: the output itself."""
    use_bias: bool = True
    """Whether a learned offset is added."""
    depthwise_initializer: Initializer = default_word("glorot_uniform")
    """How the kernel of each channel begins."""
    pointwise_initializer: Initializer = default_word("glorot_uniform")
    """How the kernel across channels begins."""
    bias_initializer: Initializer = default_word("zeros")
    """How the bias begins."""
    depthwise_regularizer: Regularizer = None
    """A penalty on the kernel of each channel."""
    pointwise_regularizer: Regularizer = None
    """A penalty on the kernel across channels."""
    bias_regularizer: Regularizer = None
    """A penalty on the bias."""
    activity_regularizer: Regularizer = None
    """A penalty on the output."""
    depthwise_constraint: Constraint = None
    """What the kernel of each channel is held to after each update."""
    pointwise_constraint: Constraint = None
    """What the kernel across channels is held to after each update."""
    bias_constraint: Constraint = None
    """What the bias is held to after each update."""

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
