"""A convolution over pictures."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.layers._conv import Conv
from dlcli.parts.layers._spatial import PlainPadding


class Conv2D(Conv):
    """y = activation(x * kernel + bias), the kernel moved over height and width.

    Shapes:
        (height, width, channels) → (new height, new width, filters);
        kernel (*kernel_size, channels / groups, filters), bias (filters,).
        padding valid: new = ⌊(old - dilation_rate · (kernel_size - 1) - 1) / strides⌋ + 1; else ⌈old / strides⌉.

    Example:
        type: conv2d
        filters: 8
        kernel_size: 3
        activation: relu
    """

    rank: ClassVar[int] = 2
    padding: PlainPadding = "valid"
