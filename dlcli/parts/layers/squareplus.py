"""A softplus without exponentials."""

from __future__ import annotations

from dlcli.parts.fields import NotNegative
from dlcli.parts.layers._layer import Activation


class Squareplus(Activation):
    """(x + √(x² + b)) / 2, of each element (Barron, 2021).

    Example:
        type: squareplus
        b: 1
    """

    b: NotNegative = 4.0
    """How round the bend at 0 is; 0: relu."""
