"""Every number comes nearer to 0."""

from __future__ import annotations

from dlcli.parts.fields import NotNegative
from dlcli.parts.layers._layer import Activation


class SoftShrink(Activation):
    """x - threshold above threshold, x + threshold below -threshold, else 0, of each element (Donoho, 1995).

    Example:
        type: soft_shrink
        threshold: 0.25
    """

    threshold: NotNegative = 0.5
    """How far each number is moved towards 0."""
