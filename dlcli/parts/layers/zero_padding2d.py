"""Zeros around pictures."""

from __future__ import annotations

from typing import Annotated, ClassVar

from dlcli.parts.facts import Shape
from dlcli.parts.layers._spatial import Spatial
from dlcli.parts.layers._zero_padding import Pair, Zeros, padded

_RULE = "a whole number, 0 or more, [height, width], or [[top, bottom], [left, right]]"


class ZeroPadding2D(Spatial):
    """Zeros around the picture: the same on all sides, `[height, width]`, or `[[top, bottom], [left, right]]`.

    Shapes:
        (height, width, channels) → (top + height + bottom, left + width + right, channels).

    Example:
        type: zero_padding2d
        padding: 1
    """

    rank: ClassVar[int] = 2

    padding: Annotated[int | Pair | tuple[Pair, Pair], Zeros(_RULE, pairs=True)] = 1

    def output_shape(self, *shapes: Shape) -> Shape:
        shape = shapes[0]
        self.check_input(shape)
        if shape is None:
            return (None, None, None)
        both = (self.padding, self.padding) if isinstance(self.padding, int) else self.padding
        rows, columns = ((side, side) if isinstance(side, int) else side for side in both)
        return (padded(shape[0], rows), padded(shape[1], columns), shape[2])
