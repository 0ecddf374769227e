"""Random channels of zeros while training, over steps in time."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.layers._spatial_dropout import SpatialDropout


class SpatialDropout1D(SpatialDropout):
    """In training a whole channel is 0 with probability `rate`, else x / (1 - rate) (Tompson et al., 2015).

    Shapes:
        (steps, channels) → (steps, channels).

    Example:
        type: spatial_dropout1d
        rate: 0.2
    """

    rank: ClassVar[int] = 1
    has_data_format: ClassVar[bool] = False
