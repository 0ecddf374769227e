"""The regularizer `l2`."""

from __future__ import annotations

from dlcli.parts.fields import NotNegative
from dlcli.parts.part import Part


class L2(Part):
    """l2 · Σ w²: keeps weights small.

    Example:
        type: l2
        l2: 0.0001
    """

    l2: NotNegative = 0.01
    """How strongly."""
