"""A convolution of each channel by itself, over pictures."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.layers._depthwise_conv import DepthwiseConv


class DepthwiseConv2D(DepthwiseConv):
    """`depth_multiplier` kernels for each channel, which see no other channel.

    Shapes:
        (height, width, channels) → (new height, new width, channels · depth_multiplier);
        kernel (*kernel_size, channels, depth_multiplier), bias (channels · depth_multiplier,).
        Sizes as those of conv2d.

    Example:
        type: depthwise_conv2d
        kernel_size: 3
    """

    rank: ClassVar[int] = 2
