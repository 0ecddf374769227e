"""The regularizer `l1`."""

from __future__ import annotations

from dlcli.parts.fields import NotNegative
from dlcli.parts.part import Part


class L1(Part):
    """l1 · Σ |w|: pulls weights to 0.

    Example:
        type: l1
        l1: 0.001
    """

    l1: NotNegative = 0.01
    """How strongly."""
