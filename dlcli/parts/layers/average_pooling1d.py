"""The mean value in each window of steps in time."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.layers._pooling import Pooling


class AveragePooling1D(Pooling):
    """The mean value of each channel in each window.

    Shapes:
        (steps, channels) → (new steps, channels);
        padding valid: new = ⌊(old - pool_size) / strides⌋ + 1; same: ⌈old / strides⌉.

    Example:
        type: average_pooling1d
        pool_size: 2
    """

    rank: ClassVar[int] = 1
