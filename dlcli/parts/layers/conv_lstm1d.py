"""A convolutional lstm over rows in time."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.layers._conv_lstm import ConvLSTM


class ConvLSTM1D(ConvLSTM):
    """An lstm over rows, whose products with its kernels are convolutions (Shi et al., 2015).

    Shapes:
        (steps, places, channels) → (new places, filters), the last state;
        with `return_sequences` (steps, new places, filters). Sizes as those of conv1d.
        kernel (*kernel_size, channels, 4 · filters), recurrent_kernel (*kernel_size, filters, 4 · filters),
        bias (4 · filters,).

    Example:
        type: conv_lstm1d
        filters: 4
        kernel_size: 2
    """

    rank: ClassVar[int] = 1
    axes: ClassVar[str] = "steps, places, channels"
