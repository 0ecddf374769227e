"""A rectified linear unit that lets a little through below 0."""

from __future__ import annotations

from dlcli.parts.fields import NotNegative
from dlcli.parts.layers._layer import ActivationWithArguments


class LeakyRelu(ActivationWithArguments):
    """x above 0, negative_slope · x below, of each element.

    Example:
        type: leaky_relu
        negative_slope: 0.1
    """

    negative_slope: NotNegative = 0.3
    """By what numbers below 0 are multiplied."""
