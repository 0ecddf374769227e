"""A transposed convolution over volumes."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.layers._conv_transpose import ConvTranspose


class Conv3DTranspose(ConvTranspose):
    """Each input place adds the kernel, times its value, to the output: depth, height and width grow by `strides`.

    Shapes:
        (depth, height, width, channels) → (new depth, new height, new width, filters);
        kernel (*kernel_size, filters, channels), bias (filters,).
        padding same: new = old · strides; valid: new = (old - 1) · strides + the larger of kernel_size and strides.
        `strides: 2` and `padding: same` double the size.

    Example:
        type: conv3d_transpose
        filters: 4
        kernel_size: 2
    """

    rank: ClassVar[int] = 3
