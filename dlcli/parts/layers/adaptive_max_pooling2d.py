"""The largest value of each of a given number of windows, over pictures."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.layers._adaptive_pooling import AdaptiveMaxPooling


class AdaptiveMaxPooling2D(AdaptiveMaxPooling):
    """The largest value of each channel in each of `output_size` windows, which grow and shrink with the input.

    Shapes:
        (height, width, channels) → (*output_size, channels).

    Example:
        type: adaptive_max_pooling2d
        output_size: 2
    """

    rank: ClassVar[int] = 2
