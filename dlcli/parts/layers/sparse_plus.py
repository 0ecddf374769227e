"""A softplus that is 0 below -1."""

from __future__ import annotations

from dlcli.parts.layers._layer import Activation


class SparsePlus(Activation):
    """0 below -1, (x + 1)² / 4 between -1 and 1, x above 1, of each element (Blondel et al., 2019).

    Example:
        type: sparse_plus
    """
