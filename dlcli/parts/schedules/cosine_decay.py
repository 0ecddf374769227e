"""A learning rate that falls along half a cosine."""

from __future__ import annotations

from math import cos, pi
from typing import Any, ClassVar, Self

from pydantic import Field, ValidationInfo, field_validator

from dlcli.parts.fields import Count, CountFromZero, Momentum, NotNegative, Positive
from dlcli.parts.part import problem
from dlcli.parts.schedules._schedule import Schedule, Unit, length


class CosineDecay(Schedule):
    """rate · ((1 - alpha) · (1 + cos(π · step / decay_steps)) / 2 + alpha) (Loshchilov and Hutter, 2016).

    rate is `initial_learning_rate`; after `decay_steps` it stays at rate · alpha. With `warmup_target` it first goes
    from there to `warmup_target` in a straight line over `warmup_steps`, and falls from that. Without `decay_steps`
    it falls until the training ends.

    Example:
        type: cosine_decay
        initial_learning_rate: 0.001
        decay_steps: 20
        warmup_target: 0.01
        warmup_steps: 5
    """

    lengths: ClassVar[tuple[str, ...]] = ("decay_steps", "warmup_steps")

    initial_learning_rate: NotNegative
    """The rate at the start; with warmup_target the rate before the warm-up."""
    decay_steps: Count | None = None
    """How many updates the fall takes; without it, all that are left."""
    alpha: Momentum = 0.0
    """The share of the rate that remains in the end."""
    warmup_target: Positive | None = None
    """The rate after the warm-up."""
    warmup_steps: CountFromZero = Field(default=0, validate_default=True)
    """How many updates the warm-up takes."""
    unit: Unit = "steps"
    """In what decay_steps and warmup_steps count: updates, or epochs of this data."""

    @field_validator("warmup_steps")
    @classmethod
    def _both_or_neither(cls, value: Any, info: ValidationInfo) -> Any:
        if "warmup_target" in info.data and (info.data["warmup_target"] is None) != (value == 0):
            rule = "left out without warmup_target" if value else "a positive whole number with warmup_target"
            raise problem("wrong-value", "", expected=rule, value=value)
        return value

    def with_length(self, steps: int) -> Self:
        if self.decay_steps is not None:
            return self
        return self.model_copy(update={"decay_steps": max(1, steps - self.warmup_steps)})

    def value(self, step: int) -> float:
        top = self.initial_learning_rate
        if self.warmup_target is not None:
            if step < self.warmup_steps:
                return top + (self.warmup_target - top) * step / self.warmup_steps
            top = self.warmup_target
        decay_steps = length(self.decay_steps, self)
        done = min(step - self.warmup_steps, decay_steps) / decay_steps
        return top * ((1 - self.alpha) * (1 + cos(pi * done)) / 2 + self.alpha)

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "decay_steps": length(self.decay_steps, self)}
