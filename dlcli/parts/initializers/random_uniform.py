"""The initializer `random_uniform`."""

from __future__ import annotations

from pydantic import Field, ValidationInfo, field_validator

from dlcli.parts.fields import Number
from dlcli.parts.part import Part, problem


class RandomUniform(Part):
    """Uniform between minval and maxval.

    Example:
        type: random_uniform
        minval: -0.1
        maxval: 0.1
    """

    minval: Number = -0.05
    """The lowest value."""
    maxval: Number = Field(default=0.05, validate_default=True)
    """The highest value."""

    @field_validator("maxval")
    @classmethod
    def _above_minval(cls, value: float, info: ValidationInfo) -> float:
        least = info.data.get("minval")
        if least is not None and value <= least:
            raise problem("wrong-value", "", expected=f"a number above minval ({least:g})", value=value)
        return value
