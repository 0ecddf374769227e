"""Steps cut off at the start and the end."""

from __future__ import annotations

from typing import Annotated, ClassVar

from dlcli.parts.layers._cropping import Cropping
from dlcli.parts.layers._sides import Pair, Sides


class Cropping1D(Cropping):
    """The input without its first and last steps; `[2, 0]` cuts off the start alone.

    Shapes:
        (steps, channels) → (steps - before - after, channels).

    Example:
        type: cropping1d
        cropping: 1
    """

    rank: ClassVar[int] = 1
    has_data_format: ClassVar[bool] = False

    cropping: Annotated[int | Pair, Sides(1)] = 1
    """How many places are cut off before and after, along each axis."""
