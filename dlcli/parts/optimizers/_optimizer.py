"""What every optimizer has: a learning rate, clipping, weight decay."""

from __future__ import annotations

from math import isfinite
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, ValidationInfo, field_validator

from dlcli.parts.fields import NotNegative, Positive
from dlcli.parts.part import Of, Part, problem


def _above_zero(value: float | Part) -> float | Part:
    if isinstance(value, Part):
        return value
    if not isfinite(value) or value <= 0:
        raise problem("wrong-value", "", expected="a number above 0, or a schedule", value=value)
    return float(value)


LearningRate = Annotated[float | Part, Of("schedules", number=True), AfterValidator(_above_zero)]


class Optimizer(Part):
    """A rule by which gradients move weights. `learning_rate` is a number or a schedule."""

    own: ClassVar[frozenset[str]] = frozenset({"learning_rate_multipliers", "exclude_from_weight_decay"})

    learning_rate: LearningRate = 0.001
    """How far an update goes: a number above 0, or a schedule."""
    weight_decay: NotNegative | None = None
    """The share of each weight, times the learning rate, that every update takes away."""
    clipnorm: Positive | None = None
    """The largest length of the gradient of one weight tensor."""
    clipvalue: Positive | None = None
    """The largest size of each number in a gradient."""
    global_clipnorm: Positive | None = None
    """The largest length of all gradients together."""

    learning_rate_multipliers: dict[str, float] | None = None
    """By what the learning rate of some weights is multiplied: a number above 0 by a pattern, such as `head*` for rows
    or `*.bias` for weights; those of several patterns are multiplied. Weight decay goes by the rate as it is."""
    exclude_from_weight_decay: list[str] | None = None
    """The weights that weight decay leaves alone, by patterns: `[*.bias, batch_normalization*]`."""

    @field_validator("learning_rate_multipliers")
    @classmethod
    def _multiply(cls, given: dict[str, float] | None) -> dict[str, float] | None:
        for glob, factor in (given or {}).items():
            if not isfinite(factor) or factor <= 0:
                raise problem("wrong-value", "", expected=f"a number above 0 for {glob}", value=factor)
        return given

    @field_validator("clipvalue", "global_clipnorm")
    @classmethod
    def _one_clipping(cls, value: float | None, info: ValidationInfo) -> float | None:
        given = [key for key in ("clipnorm", "clipvalue") if info.data.get(key) is not None and key != info.field_name]
        if value is not None and given:
            raise problem("wrong-value", "", expected=f"left out where {given[0]} is given", value=value)
        return value

    def build(self, **more: Any) -> Any:
        """The Keras optimizer."""
        return super().build(**more)
