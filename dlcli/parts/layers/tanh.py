"""The hyperbolic tangent."""

from __future__ import annotations

from dlcli.parts.layers._layer import Activation


class Tanh(Activation):
    """tanh(x) = (eˣ - e⁻ˣ) / (eˣ + e⁻ˣ), of each element.

    Example:
        type: tanh
    """
