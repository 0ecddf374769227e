"""A convolution over steps in time."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.layers._conv import Conv


class Conv1D(Conv):
    """y = activation(x * kernel + bias), the kernel moved over steps.

    `padding: causal` lets no output see a later step.

    Shapes:
        (steps, channels) → (new steps, filters);
        kernel (*kernel_size, channels / groups, filters), bias (filters,).
        padding valid: new = ⌊(old - dilation_rate · (kernel_size - 1) - 1) / strides⌋ + 1; else ⌈old / strides⌉.

    Example:
        type: conv1d
        filters: 8
        kernel_size: 3
        activation: relu
    """

    rank: ClassVar[int] = 1
