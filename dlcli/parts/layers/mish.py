"""Mish."""

from __future__ import annotations

from dlcli.parts.layers._layer import Activation


class Mish(Activation):
    """x · tanh(log(1 + eˣ)), of each element (Misra, 2019).

    Example:
        type: mish
    """
