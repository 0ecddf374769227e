"""A convolutional lstm over pictures in time."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.layers._conv_lstm import ConvLSTM


class ConvLSTM2D(ConvLSTM):
    """An lstm over pictures, whose products with its kernels are convolutions (Shi et al., 2015).

    Shapes:
        (steps, height, width, channels) → (new height, new width, filters), the last state;
        with `return_sequences` (steps, new height, new width, filters). Sizes as those of conv2d.
        kernel (*kernel_size, channels, 4 · filters), recurrent_kernel (*kernel_size, filters, 4 · filters),
        bias (4 · filters,).

    Example:
        type: conv_lstm2d
        filters: 4
        kernel_size: 2
    """

    rank: ClassVar[int] = 2
    axes: ClassVar[str] = "steps, height, width, channels"
