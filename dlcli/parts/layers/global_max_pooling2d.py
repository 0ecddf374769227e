"""The largest value of each channel of pictures."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.layers._pooling import GlobalPooling


class GlobalMaxPooling2D(GlobalPooling):
    """The largest value of each channel over the whole input.

    Shapes:
        (height, width, channels) → (channels,), with `keepdims` (1, 1, channels).

    Example:
        type: global_max_pooling2d
    """

    rank: ClassVar[int] = 2
