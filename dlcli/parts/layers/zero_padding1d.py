"""Zeros before and after the steps."""

from __future__ import annotations

from typing import Annotated, ClassVar

from dlcli.parts.facts import Shape
from dlcli.parts.layers._spatial import Spatial
from dlcli.parts.layers._zero_padding import Pair, Zeros, padded


class ZeroPadding1D(Spatial):
    """Zeros before the first and after the last step; `[2, 0]` pads the start alone.

    Shapes:
        (steps, channels) → (before + steps + after, channels).

    Example:
        type: zero_padding1d
        padding: 1
    """

    rank: ClassVar[int] = 1

    padding: Annotated[int | Pair, Zeros("a whole number, 0 or more, or [before, after]")] = 1

    def output_shape(self, *shapes: Shape) -> Shape:
        shape = shapes[0]
        self.check_input(shape)
        if shape is None:
            return (None, None)
        pair = (self.padding, self.padding) if isinstance(self.padding, int) else self.padding
        return (padded(shape[0], pair), shape[1])
