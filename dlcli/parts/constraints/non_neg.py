"""The constraint `non_neg`."""

from __future__ import annotations

from dlcli.parts.constraints._constraint import Constraint


class NonNeg(Constraint):
    """After each update, weights below 0 become 0.

    Example:
        type: non_neg
    """
