"""Larger volumes."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.layers._up_sampling import UpSampling


class UpSampling3D(UpSampling):
    """Each place `size` times along each axis; a list gives depth, height and width.

    Shapes:
        (depth, height, width, channels) → (size · depth, size · height, size · width, channels).

    Example:
        type: up_sampling3d
        size: 2
    """

    rank: ClassVar[int] = 3
