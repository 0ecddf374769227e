"""The constraint `min_max_norm`."""

from __future__ import annotations

from typing import Annotated

from pydantic import ValidationInfo, field_validator

from dlcli.parts.constraints._constraint import NormConstraint
from dlcli.parts.fields import NotNegative, Positive, Real
from dlcli.parts.part import problem


class MinMaxNorm(NormConstraint):
    """After each update, norms are brought between min_value and max_value, or nearer to it.

    w ← w · (rate · clip(norm, min_value, max_value) + (1 - rate) · norm) / (norm + 1e-7), norm = √(Σ w²) over all
    that goes into a unit.

    Example:
        type: min_max_norm
        min_value: 0.5
        max_value: 2
    """

    min_value: NotNegative = 0.0
    """The smallest norm."""
    max_value: Positive = 1.0
    """The largest norm."""
    rate: Annotated[float, Real(least=0, most=1, open_least=True)] = 1.0
    """How much of the way to the bounds is gone at once; 1: all of it."""

    @field_validator("max_value")
    @classmethod
    def _not_below_the_least(cls, value: float, info: ValidationInfo) -> float:
        least = info.data.get("min_value", 0.0)
        if value < least:
            raise problem("wrong-value", "", expected=f"a number not below min_value ({least:g})", value=value)
        return value
