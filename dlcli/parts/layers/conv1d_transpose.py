"""A transposed convolution over steps in time."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.layers._conv_transpose import ConvTranspose


class Conv1DTranspose(ConvTranspose):
    """Each input place adds the kernel, times its value, to the output: steps grow by `strides`.

    Shapes:
        (steps, channels) → (new steps, filters);
        kernel (*kernel_size, filters, channels), bias (filters,).
        padding same: new = old · strides; valid: new = (old - 1) · strides + the larger of kernel_size and strides.
        `strides: 2` and `padding: same` double the size.

    Example:
        type: conv1d_transpose
        filters: 4
        kernel_size: 2
    """

    rank: ClassVar[int] = 1
