"""A learning rate that changes at given steps."""

from __future__ import annotations

from bisect import bisect_left
from typing import Annotated, ClassVar

from pydantic import AfterValidator, ValidationInfo, field_validator

from dlcli.parts.fields import CountFromZero, NotNegative
from dlcli.parts.part import problem
from dlcli.parts.schedules._schedule import Schedule, Unit


def _increasing(boundaries: list[int]) -> list[int]:
    if not boundaries or sorted(set(boundaries)) != boundaries:
        raise problem("wrong-value", "", expected="a list of steps, each above the one before it", value=boundaries)
    return boundaries


class PiecewiseConstantDecay(Schedule):
    """values[0] up to and including step boundaries[0], then values[1] up to boundaries[1], and so on.

    Example:
        type: piecewise_constant_decay
        boundaries: [10, 20]
        values: [0.1, 0.01, 0.001]
    """

    lengths: ClassVar[tuple[str, ...]] = ("boundaries",)

    boundaries: Annotated[list[CountFromZero], AfterValidator(_increasing)]
    """The last update of each rate but the last."""
    values: list[NotNegative]
    """The rates, one more than boundaries."""
    unit: Unit = "steps"
    """In what boundaries count: updates, or epochs of this data."""

    @field_validator("values")
    @classmethod
    def _one_more(cls, values: list[float], info: ValidationInfo) -> list[float]:
        boundaries = info.data.get("boundaries")
        if boundaries is not None and len(values) != len(boundaries) + 1:
            rule = f"a list of {len(boundaries) + 1} numbers, one more than boundaries"
            raise problem("wrong-value", "", expected=rule, value=values)
        return values

    def _long(self, epochs: list[int], epoch: int) -> list[int]:
        # A boundary is the last update before a change: update 0 belongs to the first epoch.
        return [each * epoch - 1 for each in epochs]

    def value(self, step: int) -> float:
        return self.values[bisect_left(self.boundaries, step)]
