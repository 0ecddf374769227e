"""The mean of each of a given number of windows, over pictures."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.layers._adaptive_pooling import AdaptivePooling


class AdaptiveAveragePooling2D(AdaptivePooling):
    """The mean of each channel in each of `output_size` windows, which grow and shrink with the input.

    Shapes:
        (height, width, channels) → (*output_size, channels).

    Example:
        type: adaptive_average_pooling2d
        output_size: 2
    """

    rank: ClassVar[int] = 2
