"""The largest value in each window of pictures."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.fields import Sizes
from dlcli.parts.layers._pooling import Pooling


class MaxPooling2D(Pooling):
    """The largest value of each channel in each window.

    Shapes:
        (height, width, channels) → (new height, new width, channels);
        padding valid: new = ⌊(old - pool_size) / strides⌋ + 1; same: ⌈old / strides⌉.

    Example:
        type: max_pooling2d
        pool_size: 2
    """

    rank: ClassVar[int] = 2
    pool_size: Sizes = 2
