"""What pooling layers share: a window moved over all axes but the channels, or one over everything."""

from __future__ import annotations

from dlcli.parts.facts import Shape
from dlcli.parts.fields import Sizes, spread
from dlcli.parts.layers._layer import ShapeProblem, shape_text
from dlcli.parts.layers._spatial import PlainPadding, Spatial, windows


class Pooling(Spatial):
    """One number for each window and channel; windows lie side by side where `strides` is not given."""

    pool_size: Sizes
    """How far the window reaches along each axis."""
    strides: Sizes = None
    """How far the window moves between two outputs. Default: pool_size."""
    padding: PlainPadding = "valid"
    """valid: whole windows only; same: windows may reach over the edge."""

    def output_shape(self, *shapes: Shape) -> Shape:
        shape = shapes[0]
        self.check_input(shape)
        if shape is None:
            return (None,) * (self.rank + 1)
        sizes, pool = shape[:-1], spread(self.pool_size, self.rank)
        strides = pool if self.strides is None else spread(self.strides, self.rank)
        places = tuple(
            windows(size, window=window, stride=stride, padding=self.padding)
            for size, window, stride in zip(sizes, pool, strides, strict=True)
        )
        if any(count is not None and count < 1 for count in places):
            raise ShapeProblem(
                f"{self.word}'s window {shape_text(pool)} is larger than its input {shape_text(sizes)}",
                field="pool_size",
                label=f"input is {shape_text(sizes)}",
                help="write padding: same, a smaller pool_size, or pool less before it",
                code="too-small-input",
            )
        return (*places, shape[-1])


class GlobalPooling(Spatial):
    """One number for each channel."""

    keepdims: bool = False
    """Whether the axes stay, each with size 1."""

    def output_shape(self, *shapes: Shape) -> Shape:
        shape = shapes[0]
        self.check_input(shape)
        channels = None if shape is None else shape[-1]
        return (*(1,) * self.rank, channels) if self.keepdims else (channels,)
