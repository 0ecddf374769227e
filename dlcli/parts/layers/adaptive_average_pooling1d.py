"""The mean of each of a given number of windows, over steps in time."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.layers._adaptive_pooling import AdaptivePooling


class AdaptiveAveragePooling1D(AdaptivePooling):
    """The mean of each channel in each of `output_size` windows, which grow and shrink with the input.

    Shapes:
        (steps, channels) → (output_size, channels).

    Example:
        type: adaptive_average_pooling1d
        output_size: 2
    """

    rank: ClassVar[int] = 1
