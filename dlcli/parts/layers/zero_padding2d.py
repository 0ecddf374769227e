"""Zeros around pictures."""

from __future__ import annotations

from typing import Annotated, ClassVar

from dlcli.parts.layers._padding import ZeroPadding
from dlcli.parts.layers._sides import Pair, Sides


class ZeroPadding2D(ZeroPadding):
    """Zeros around the picture: the same on all sides, `[height, width]`, or `[[top, bottom], [left, right]]`.

    Shapes:
        (height, width, channels) → (top + height + bottom, left + width + right, channels).

    Example:
        type: zero_padding2d
        padding: 1
    """

    rank: ClassVar[int] = 2

    padding: Annotated[int | Pair | tuple[Pair, Pair], Sides(2)] = 1
    """How many zeros: the same on all sides, [height, width], or [[top, bottom], [left, right]]."""
