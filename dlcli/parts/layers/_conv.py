"""What conv1d, conv2d and conv3d share; they differ in rank, and in that only conv1d pads causally."""

from __future__ import annotations

from pydantic import ValidationInfo, field_validator

from dlcli.parts.facts import Dimension, Shape
from dlcli.parts.fields import Count, Size, Sizes, spread
from dlcli.parts.layers._kernel import places
from dlcli.parts.layers._layer import ActivationField, Constraint, Initializer, Regularizer, ShapeProblem, Weight
from dlcli.parts.layers._spatial import Padding, Spatial
from dlcli.parts.part import default_word, problem


class Conv(Spatial):
    """A convolution: y = activation(x * kernel + bias), the kernel moved over every axis but the channels."""

    filters: Size
    """How many kernels are learned: the channels of the output."""
    kernel_size: Sizes
    """How far each kernel reaches along each axis."""
    strides: Sizes = 1
    """How far the kernel moves between two outputs."""
    padding: Padding = "valid"
    """valid: the kernel stays within the input; same: zeros around it, so that with strides 1 the size stays."""
    dilation_rate: Sizes = 1
    """How far the values that a kernel reads lie apart."""
    groups: Count = 1
    """Into how many groups the channels are divided, each with filters of its own."""
    activation: ActivationField = None
    """What is applied to the output; none: the output itself."""
    use_bias: bool = True
    """Whether a learned offset is added to each channel."""
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

    @field_validator("groups")
    @classmethod
    def _groups_share_filters(cls, value: int, info: ValidationInfo) -> int:
        filters = info.data.get("filters")
        if filters is not None and filters % value:
            raise problem("wrong-value", "", expected=f"a divisor of filters ({filters})", value=value)
        return value

    def output_shape(self, *shapes: Shape) -> Shape:
        shape = shapes[0]
        self.check_input(shape)
        if shape is None:
            return (*(None,) * self.rank, self.filters)
        self._check_channels(shape[-1])
        return (*places(self, shape[:-1], self.padding), self.filters)

    def weight_shapes(self, *shapes: Shape) -> tuple[Weight, ...]:
        channels = shapes[0][-1] if shapes[0] else None
        share = None if channels is None else channels // self.groups
        kernel = Weight("kernel", (*spread(self.kernel_size, self.rank), share, self.filters))
        return (kernel, Weight("bias", (self.filters,))) if self.use_bias else (kernel,)

    def _check_channels(self, channels: Dimension) -> None:
        if channels is not None and channels % self.groups:
            noun = "channel" if channels == 1 else "channels"
            raise ShapeProblem(
                f"{self.word} cannot share {channels} input {noun} between {self.groups} groups",
                field="groups",
                label=f"input has {channels} {noun}",
                help=f"groups has to divide {channels}",
            )
