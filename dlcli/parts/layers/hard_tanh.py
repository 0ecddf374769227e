"""A hyperbolic tangent made of straight lines."""

from __future__ import annotations

from dlcli.parts.layers._layer import Activation


class HardTanh(Activation):
    """x, cut off at -1 and 1, of each element (Collobert, 2004).

    Example:
        type: hard_tanh
    """
