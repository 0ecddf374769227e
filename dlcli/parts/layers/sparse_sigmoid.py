"""A sigmoid that reaches 0 and 1."""

from __future__ import annotations

from dlcli.parts.layers._layer import Activation


class SparseSigmoid(Activation):
    """(x + 1) / 2, cut off at 0 and 1, of each element (Blondel et al., 2019): the slope of sparse_plus.

    Example:
        type: sparse_sigmoid
    """
