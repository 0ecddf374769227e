"""The exponential linear unit."""

from __future__ import annotations

from dlcli.parts.fields import Number
from dlcli.parts.layers._layer import ActivationWithArguments


class Elu(ActivationWithArguments):
    """x above 0, alpha · (eˣ - 1) below, of each element (Clevert et al., 2015).

    Example:
        type: elu
    """

    alpha: Number = 1.0
    """Minus the value that very small numbers come near to."""
