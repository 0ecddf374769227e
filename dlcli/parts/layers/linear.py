"""No activation."""

from __future__ import annotations

from dlcli.parts.layers._layer import Activation


class Linear(Activation):
    """x, of each element: nothing is changed.

    Example:
        type: linear
    """
