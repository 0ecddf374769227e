"""The regularizer `l1_l2`."""

from __future__ import annotations

from dlcli.parts.fields import NotNegative
from dlcli.parts.part import Part


class L1L2(Part):
    """l1 · Σ |w| + l2 · Σ w².

    Example:
        type: l1_l2
        l1: 0.001
        l2: 0.0001
    """

    l1: NotNegative = 0.0
    """How strongly the absolute values count."""
    l2: NotNegative = 0.0
    """How strongly the squares count."""
