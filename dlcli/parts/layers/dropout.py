"""Random zeros while training."""

from __future__ import annotations

from dlcli.parts.fields import Rate
from dlcli.parts.layers._layer import Layer


class Dropout(Layer):
    """In training each number is 0 with probability `rate`, else x / (1 - rate) (Srivastava et al., 2014).

    Shapes:
        (…) → (…).

    Example:
        type: dropout
        rate: 0.5
    """

    rate: Rate
    """The share of numbers that become 0 in training."""
