"""A silu made of straight lines."""

from __future__ import annotations

from dlcli.parts.layers._layer import Activation


class HardSilu(Activation):
    """x · hard_sigmoid(x), of each element: 0 below -3, x above 3 (Howard et al., 2019).

    Example:
        type: hard_silu
    """
