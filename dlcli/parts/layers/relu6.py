"""A rectified linear unit that stops at 6."""

from __future__ import annotations

from dlcli.parts.layers._layer import Activation


class Relu6(Activation):
    """min(max(0, x), 6), of each element.

    Example:
        type: relu6
    """
