"""A convolution of each channel by itself, over steps in time."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.layers._depthwise_conv import DepthwiseConv


class DepthwiseConv1D(DepthwiseConv):
    """`depth_multiplier` kernels for each channel, which see no other channel.

    Shapes:
        (steps, channels) → (new steps, channels · depth_multiplier);
        kernel (*kernel_size, channels, depth_multiplier), bias (channels · depth_multiplier,).
        Sizes as those of conv1d.

    Example:
        type: depthwise_conv1d
        kernel_size: 3
    """

    rank: ClassVar[int] = 1
