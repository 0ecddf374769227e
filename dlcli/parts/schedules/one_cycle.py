"""A learning rate that rises in a straight line and falls in another."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Self

from dlcli.parts.fields import Count, Fraction, Positive, Real
from dlcli.parts.schedules._schedule import Schedule, Unit, length


class OneCycle(Schedule):
    """From max_learning_rate / start_divisor up to max_learning_rate, then down to max / end_divisor (Smith, 2018).

    Both ways are straight lines over the updates: with n = decay_steps and u = warmup_share · n the rate is
    start + (max - start) · step / u up to u, then end + (max - end) · (n - step) / (n - u), and `end` after n.
    Without `decay_steps` the cycle takes all of the training.

    Example:
        type: one_cycle
        max_learning_rate: 0.1
        decay_steps: 20
    """

    lengths: ClassVar[tuple[str, ...]] = ("decay_steps",)

    max_learning_rate: Positive
    """The rate at the top."""
    decay_steps: Count | None = None
    """How many updates the cycle takes, the way up with it; without it, all of the training."""
    warmup_share: Fraction = 0.3
    """The share of the cycle in which the rate rises."""
    start_divisor: Annotated[float, Real(least=1)] = 25.0
    """By what max_learning_rate is divided at the start."""
    end_divisor: Annotated[float, Real(least=1)] = 10000.0
    """By what max_learning_rate is divided at the end."""
    unit: Unit = "steps"
    """In what decay_steps counts: updates, or epochs of this data."""

    def with_length(self, steps: int) -> Self:
        return self if self.decay_steps is not None else self.model_copy(update={"decay_steps": max(1, steps)})

    def value(self, step: int) -> float:
        top, steps = self.max_learning_rate, length(self.decay_steps, self)
        start, end, rise = top / self.start_divisor, top / self.end_divisor, self.warmup_share * steps
        if step < rise:
            return start + (top - start) * step / rise
        return end + (top - end) * (steps - min(step, steps)) / (steps - rise)

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "decay_steps": length(self.decay_steps, self)}

    def build(self, **more: Any) -> Any:
        """Ours: Keras has none."""
        from dlcli.keras_objects.one_cycle import OneCycle as Built

        return Built(**{**self.arguments(), **more})
