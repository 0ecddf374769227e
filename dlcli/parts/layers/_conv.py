"""What conv1d, conv2d and conv3d share; they differ in rank, and in that only conv1d pads causally."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ValidationInfo, field_validator

from dlcli.parts.facts import Dimension, Shape
from dlcli.parts.fields import Count, Size, Sizes, spread
from dlcli.parts.layers._layer import (
    ActivationField,
    Initializer,
    Regularizer,
    ShapeProblem,
    Weight,
    shape_text,
)
from dlcli.parts.layers._spatial import Padding, Spatial, windows
from dlcli.parts.part import default_word, problem


class Conv(Spatial):
    """A convolution: y = activation(x * kernel + bias), the kernel moved over every axis but the channels."""

    filters: Size
    kernel_size: Sizes
    strides: Sizes = 1
    padding: Padding = "valid"
    dilation_rate: Sizes = 1
    groups: Count = 1
    activation: ActivationField = None
    use_bias: bool = True
    kernel_initializer: Initializer = default_word("glorot_uniform")
    bias_initializer: Initializer = default_word("zeros")
    kernel_regularizer: Regularizer = None
    bias_regularizer: Regularizer = None
    activity_regularizer: Regularizer = None

    @field_validator("dilation_rate")
    @classmethod
    def _strides_or_dilation(cls, value: Any, info: ValidationInfo) -> Any:
        if _most(value) > 1 and _most(info.data.get("strides")) > 1:
            raise problem("wrong-value", "", expected="1 where strides are above 1", value=value)
        return value

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
        reach = self._reach()
        strides = spread(self.strides, self.rank)
        places = tuple(
            windows(size, window=window, stride=stride, padding=self.padding)
            for size, window, stride in zip(shape[:-1], reach, strides, strict=True)
        )
        if any(count is not None and count < 1 for count in places):
            raise self._too_large(shape[:-1], reach)
        return (*places, self.filters)

    def weight_shapes(self, *shapes: Shape) -> tuple[Weight, ...]:
        channels = shapes[0][-1] if shapes[0] else None
        share = None if channels is None else channels // self.groups
        kernel = Weight("kernel", (*spread(self.kernel_size, self.rank), share, self.filters))
        return (kernel, Weight("bias", (self.filters,))) if self.use_bias else (kernel,)

    def _reach(self) -> tuple[Dimension, ...]:
        """How far the kernel reaches along each axis, its gaps included."""
        kernel, dilation = spread(self.kernel_size, self.rank), spread(self.dilation_rate, self.rank)
        pairs = zip(kernel, dilation, strict=True)
        return tuple(None if size is None or rate is None else (size - 1) * rate + 1 for size, rate in pairs)

    def _check_channels(self, channels: Dimension) -> None:
        if channels is not None and channels % self.groups:
            raise ShapeProblem(
                f"{self.word} cannot share {channels} input channels between {self.groups} groups",
                field="groups",
                label=f"input has {channels} channels",
                help=f"groups has to divide {channels}",
            )

    def _too_large(self, sizes: tuple[Dimension, ...], reach: tuple[Dimension, ...]) -> ShapeProblem:
        spread_out = " (spread by dilation_rate)" if reach != spread(self.kernel_size, self.rank) else ""
        return ShapeProblem(
            f"{self.word}'s kernel {shape_text(reach)}{spread_out} is larger than its input {shape_text(sizes)}",
            field="kernel_size",
            label=f"input is {shape_text(sizes)}",
            help="write padding: same, a smaller kernel_size, or pool less before it",
        )


def _most(value: Dimension | tuple[Dimension, ...]) -> int:
    """The largest known size, 1 where none is known."""
    return max((size for size in (value if isinstance(value, tuple) else (value,)) if size is not None), default=1)


PlainPadding = Literal["valid", "same"]
