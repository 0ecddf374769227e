"""Each step several times."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.fields import Size
from dlcli.parts.layers._up_sampling import UpSampling


class UpSampling1D(UpSampling):
    """Each step `size` times, one after the other.

    Shapes:
        (steps, channels) → (size · steps, channels).

    Example:
        type: up_sampling1d
        size: 2
    """

    rank: ClassVar[int] = 1
    has_data_format: ClassVar[bool] = False

    size: Size = 2
    """How many times as long each axis gets."""
