"""Larger pictures."""

from __future__ import annotations

from typing import ClassVar, Literal

from dlcli.parts.layers._up_sampling import UpSampling


class UpSampling2D(UpSampling):
    """Each pixel `size` times (nearest), or what `interpolation` makes between the pixels.

    Shapes:
        (height, width, channels) → (size · height, size · width, channels).

    Example:
        type: up_sampling2d
        size: 2
    """

    rank: ClassVar[int] = 2

    interpolation: Literal["nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"] = "nearest"
    """How the pixels in between are made."""
