"""A sigmoid made of straight lines."""

from __future__ import annotations

from dlcli.parts.layers._layer import Activation


class HardSigmoid(Activation):
    """x / 6 + 1/2, cut off at 0 and 1, of each element.

    Example:
        type: hard_sigmoid
    """
