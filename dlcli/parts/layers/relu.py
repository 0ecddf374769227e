"""The rectified linear unit."""

from __future__ import annotations

from dlcli.parts.layers._layer import Activation


class Relu(Activation):
    """max(0, x), of each element.

    Example:
        type: relu
    """
