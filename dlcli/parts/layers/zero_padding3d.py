"""Zeros around volumes."""

from __future__ import annotations

from typing import Annotated, ClassVar

from dlcli.parts.layers._padding import ZeroPadding
from dlcli.parts.layers._sides import Pair, Sides


class ZeroPadding3D(ZeroPadding):
    """Zeros around the volume: one count, one an axis, or `[[front, back], [top, bottom], [left, right]]`.

    Shapes:
        (depth, height, width, channels) →
        (front + depth + back, top + height + bottom, left + width + right, channels).

    Example:
        type: zero_padding3d
        padding: 1
    """

    rank: ClassVar[int] = 3

    padding: Annotated[int | tuple[int, int, int] | tuple[Pair, Pair, Pair], Sides(3)] = 1
    """How many zeros stand before and after, along each axis."""
