"""An exponential linear unit without a bend."""

from __future__ import annotations

from dlcli.parts.fields import Positive
from dlcli.parts.layers._layer import Activation


class Celu(Activation):
    """x above 0, alpha · (e^(x / alpha) - 1) below, of each element (Barron, 2017): its slope is 1 at 0 for any alpha.

    Example:
        type: celu
        alpha: 0.5
    """

    alpha: Positive = 1.0
    """Minus the value that very small numbers come near to."""
