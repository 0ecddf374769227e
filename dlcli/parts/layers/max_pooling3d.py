"""The largest value in each window of volumes."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.fields import Sizes
from dlcli.parts.layers._pooling import Pooling


class MaxPooling3D(Pooling):
    """The largest value of each channel in each window.

    Shapes:
        (depth, height, width, channels) → (new depth, new height, new width, channels);
        padding valid: new = ⌊(old - pool_size) / strides⌋ + 1; same: ⌈old / strides⌉.

    Example:
        type: max_pooling3d
        pool_size: 2
    """

    rank: ClassVar[int] = 3
    pool_size: Sizes = 2
