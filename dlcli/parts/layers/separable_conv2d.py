"""A separable convolution over pictures."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.layers._separable_conv import SeparableConv


class SeparableConv2D(SeparableConv):
    """A depthwise convolution, then a 1×1 convolution over the channels (Chollet, 2017).

    Shapes:
        (height, width, channels) → (new height, new width, filters);
        depthwise_kernel (*kernel_size, channels, depth_multiplier),
        pointwise_kernel (1, 1, channels · depth_multiplier, filters), bias (filters,). Sizes as those of conv2d.

    Example:
        type: separable_conv2d
        filters: 8
        kernel_size: 3
    """

    rank: ClassVar[int] = 2
