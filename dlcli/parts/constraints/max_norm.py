"""The constraint `max_norm`."""

from __future__ import annotations

from dlcli.parts.constraints._constraint import NormConstraint
from dlcli.parts.fields import Positive


class MaxNorm(NormConstraint):
    """After each update, what is longer than max_value is shortened to it (Srebro and Shraibman, 2005).

    w ← w · min(norm, max_value) / (norm + 1e-7), norm = √(Σ w²) over all that goes into a unit.

    Example:
        type: max_norm
        max_value: 3
    """

    max_value: Positive = 2.0
    """The largest norm."""
