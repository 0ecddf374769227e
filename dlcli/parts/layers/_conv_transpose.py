"""What conv1d_transpose, conv2d_transpose and conv3d_transpose share; they differ in rank."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import ValidationInfo, field_validator

from dlcli.parts.facts import Dimension, Shape
from dlcli.parts.fields import Size, Sizes, Whole, spread
from dlcli.parts.layers._kernel import reach
from dlcli.parts.layers._layer import ActivationField, Constraint, Initializer, Regularizer, Weight
from dlcli.parts.layers._spatial import PlainPadding, Spatial
from dlcli.parts.part import default_word, problem
from dlcli.parts.sizes import product


class ConvTranspose(Spatial):
    """The gradient of a convolution, used forwards: each input place adds its kernel to the output."""

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
    output_padding: Annotated[int | tuple[int, ...] | None, Whole(least=0, lists=True)] = None
    """How much longer each axis of the output gets; none: the size that strides and padding give."""
    activation: ActivationField = None
    """What is applied to the output; none: the output itself."""
    use_bias: bool = True
    """Whether a learned offset is added."""
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

    @field_validator("output_padding")
    @classmethod
    def _less_than_strides(cls, value: Any, info: ValidationInfo) -> Any:
        if value is None or "strides" not in info.data:
            return value
        for more, stride in zip(spread(value, cls.rank), spread(info.data["strides"], cls.rank), strict=True):
            if more is not None and stride is not None and more >= stride:
                raise problem("wrong-value", "", expected=f"less than strides ({stride})", value=value)
        even = any(size is not None and size % 2 == 0 for size in spread(info.data.get("kernel_size"), cls.rank))
        # TensorFlow fails on this: no convolution with these strides leads back from that size.
        if info.data.get("padding") == "same" and even and 0 in spread(value, cls.rank):
            rule = "1 or more where padding is same and kernel_size is even"
            raise problem("wrong-value", "", expected=rule, value=value)
        return value

    def output_shape(self, *shapes: Shape) -> Shape:
        shape = shapes[0]
        self.check_input(shape)
        if shape is None:
            return (*(None,) * self.rank, self.filters)
        strides, more = spread(self.strides, self.rank), spread(self.output_padding, self.rank)
        sides = zip(shape[:-1], reach(self), strides, more, strict=True)
        return (*(self._grown(*side) for side in sides), self.filters)

    def _grown(self, size: Dimension, far: Dimension, stride: Dimension, more: Dimension) -> Dimension:
        if size is None or far is None or stride is None:
            return None
        if self.padding == "same":
            return size * stride if more is None else (size - 1) * stride + far % 2 + more
        return (size - 1) * stride + (max(far, stride) if more is None else far + more)

    def kernel_times(self, *shapes: Shape) -> Dimension:
        return None if shapes[0] is None else product(shapes[0][:-1])

    def weight_shapes(self, *shapes: Shape) -> tuple[Weight, ...]:
        channels = shapes[0][-1] if shapes[0] else None
        kernel = Weight("kernel", (*spread(self.kernel_size, self.rank), self.filters, channels))
        return (kernel, Weight("bias", (self.filters,))) if self.use_bias else (kernel,)
