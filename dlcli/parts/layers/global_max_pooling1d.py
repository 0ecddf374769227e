"""The largest value of each channel of steps in time."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.layers._pooling import GlobalPooling


class GlobalMaxPooling1D(GlobalPooling):
    """The largest value of each channel over the whole input.

    Shapes:
        (steps, channels) → (channels,), with `keepdims` (1, channels).

    Example:
        type: global_max_pooling1d
    """

    rank: ClassVar[int] = 1
