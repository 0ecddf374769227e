"""Dropout that keeps mean and variance."""

from __future__ import annotations

from dlcli.parts.fields import Rate
from dlcli.parts.layers._layer import Layer


class AlphaDropout(Layer):
    """In training each number is selu's lowest value with probability `rate` (Klambauer et al., 2017).

    Then all are scaled and shifted so that mean and variance stay: for networks of selu layers.

    Shapes:
        (…) → (…).

    Example:
        type: alpha_dropout
        rate: 0.1
    """

    rate: Rate
    """The share that is replaced in training."""
