"""A transposed convolution over pictures."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.layers._conv_transpose import ConvTranspose


class Conv2DTranspose(ConvTranspose):
    """Each input place adds the kernel, times its value, to the output: height and width grow by `strides`.

    Shapes:
        (height, width, channels) → (new height, new width, filters);
        kernel (*kernel_size, filters, channels), bias (filters,).
        padding same: new = old · strides; valid: new = (old - 1) · strides + the larger of kernel_size and strides.
        `strides: 2` and `padding: same` double the size.

    Example:
        type: conv2d_transpose
        filters: 4
        kernel_size: 2
    """

    rank: ClassVar[int] = 2
