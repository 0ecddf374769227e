"""Random channels of zeros while training, over volumes."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.layers._spatial_dropout import SpatialDropout


class SpatialDropout3D(SpatialDropout):
    """In training a whole channel is 0 with probability `rate`, else x / (1 - rate) (Tompson et al., 2015).

    Shapes:
        (depth, height, width, channels) → (depth, height, width, channels).

    Example:
        type: spatial_dropout3d
        rate: 0.2
    """

    rank: ClassVar[int] = 3
