"""Volumes without their borders."""

from __future__ import annotations

from typing import Annotated, ClassVar

from dlcli.parts.layers._cropping import Cropping
from dlcli.parts.layers._sides import Pair, Sides


class Cropping3D(Cropping):
    """The volume cut by one count, one an axis, or `[[front, back], [top, bottom], [left, right]]`.

    Shapes:
        (depth, height, width, channels) →
        (depth - front - back, height - top - bottom, width - left - right, channels).

    Example:
        type: cropping3d
        cropping: 1
    """

    rank: ClassVar[int] = 3

    cropping: Annotated[int | tuple[int, int, int] | tuple[Pair, Pair, Pair], Sides(3)] = 1
    """How many places are cut off before and after, along each axis."""
