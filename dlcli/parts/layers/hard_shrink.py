"""Numbers near 0 become 0."""

from __future__ import annotations

from dlcli.parts.fields import NotNegative
from dlcli.parts.layers._layer import Activation


class HardShrink(Activation):
    """x where |x| > threshold, else 0, of each element (Donoho and Johnstone, 1994).

    Example:
        type: hard_shrink
        threshold: 0.25
    """

    threshold: NotNegative = 0.5
    """How far from 0 a number has to lie to stay."""
