"""The mean value in each window of pictures."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.layers._pooling import Pooling


class AveragePooling2D(Pooling):
    """The mean value of each channel in each window.

    Shapes:
        (height, width, channels) → (new height, new width, channels);
        padding valid: new = ⌊(old - pool_size) / strides⌋ + 1; same: ⌈old / strides⌉.

    Example:
        type: average_pooling2d
        pool_size: 2
    """

    rank: ClassVar[int] = 2
