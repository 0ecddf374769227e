"""Pictures without their borders."""

from __future__ import annotations

from typing import Annotated, ClassVar

from dlcli.parts.layers._cropping import Cropping
from dlcli.parts.layers._sides import Pair, Sides


class Cropping2D(Cropping):
    """The picture cut on all sides alike, by `[height, width]`, or by `[[top, bottom], [left, right]]`.

    Shapes:
        (height, width, channels) → (height - top - bottom, width - left - right, channels).

    Example:
        type: cropping2d
        cropping: [[0, 1], [1, 0]]
    """

    rank: ClassVar[int] = 2

    cropping: Annotated[int | Pair | tuple[Pair, Pair], Sides(2)] = 0
    """How many places are cut off before and after, along each axis."""
