"""What the hyperbolic tangent leaves."""

from __future__ import annotations

from dlcli.parts.layers._layer import Activation


class TanhShrink(Activation):
    """x - tanh(x), of each element.

    Example:
        type: tanh_shrink
    """
