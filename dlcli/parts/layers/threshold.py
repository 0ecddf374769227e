"""Small numbers become another."""

from __future__ import annotations

from dlcli.parts.fields import Number
from dlcli.parts.layers._layer import Activation


class Threshold(Activation):
    """x where x > threshold, else default_value, of each element.

    Example:
        type: threshold
        threshold: 0.1
        default_value: 0
    """

    threshold: Number
    """Above which value a number stays."""
    default_value: Number
    """What every other number becomes."""
