"""The largest value of each channel of volumes."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.layers._pooling import GlobalPooling


class GlobalMaxPooling3D(GlobalPooling):
    """The largest value of each channel over the whole input.

    Shapes:
        (depth, height, width, channels) → (channels,), with `keepdims` (1, 1, 1, channels).

    Example:
        type: global_max_pooling3d
    """

    rank: ClassVar[int] = 3
