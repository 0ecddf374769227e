"""The logarithm of a probability."""

from __future__ import annotations

from dlcli.parts.layers._layer import Activation


class LogSigmoid(Activation):
    """log(1 / (1 + e⁻ˣ)), of each element.

    Example:
        type: log_sigmoid
    """
