"""A tanh that saturates slowly."""

from __future__ import annotations

from dlcli.parts.layers._layer import Activation


class Softsign(Activation):
    """x / (1 + |x|), of each element.

    Example:
        type: softsign
    """
