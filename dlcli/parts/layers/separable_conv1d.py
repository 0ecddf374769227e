"""A separable convolution over steps in time."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.layers._separable_conv import SeparableConv


class SeparableConv1D(SeparableConv):
    """A depthwise convolution, then a 1 convolution over the channels (Chollet, 2017).

    Shapes:
        (steps, channels) → (new steps, filters);
        depthwise_kernel (*kernel_size, channels, depth_multiplier),
        pointwise_kernel (1, channels · depth_multiplier, filters), bias (filters,). Sizes as those of conv1d.

    Example:
        type: separable_conv1d
        filters: 8
        kernel_size: 3
    """

    rank: ClassVar[int] = 1
