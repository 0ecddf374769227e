"""The logistic function."""

from __future__ import annotations

from dlcli.parts.layers._layer import Activation


class Sigmoid(Activation):
    """1 / (1 + e⁻ˣ), of each element: a number between 0 and 1.

    Example:
        type: sigmoid
    """
