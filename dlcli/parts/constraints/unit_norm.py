"""The constraint `unit_norm`."""

from __future__ import annotations

from dlcli.parts.constraints._constraint import NormConstraint


class UnitNorm(NormConstraint):
    """After each update, w ← w / (norm + 1e-7), norm = √(Σ w²) over all that goes into a unit: only directions learn.

    Example:
        type: unit_norm
    """
