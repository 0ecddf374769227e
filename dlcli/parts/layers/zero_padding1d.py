"""Zeros before and after the steps."""

from __future__ import annotations

from typing import Annotated, ClassVar

from dlcli.parts.layers._padding import ZeroPadding
from dlcli.parts.layers._sides import Pair, Sides


class ZeroPadding1D(ZeroPadding):
    """Zeros before the first and after the last step; `[2, 0]` pads the start alone.

    Shapes:
        (steps, channels) → (before + steps + after, channels).

    Example:
        type: zero_padding1d
        padding: 1
    """

    rank: ClassVar[int] = 1

    padding: Annotated[int | Pair, Sides(1)] = 1
    """How many zeros: the same on both sides, or [before, after]."""
