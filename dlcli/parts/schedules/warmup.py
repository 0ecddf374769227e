"""A learning rate that first rises in a straight line, before any other schedule."""

from __future__ import annotations

from math import isfinite
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator

from dlcli.parts.fields import Count, NotNegative
from dlcli.parts.part import Of, Part, problem
from dlcli.parts.schedules._schedule import Schedule, Unit


def _goes_by_updates(value: float | Part) -> float | Part:
    if isinstance(value, Schedule):
        if value.follows_figures:
            rule = f"a number above 0, or a schedule that goes by updates: {value.word} goes by the training's figures"
            raise problem("wrong-value", "", expected=rule, value=value.word)
        return value
    if isinstance(value, Part) or not isfinite(value) or value <= 0:
        raise problem("wrong-value", "", expected="a number above 0, or a schedule", value=value)
    return float(value)


class Warmup(Schedule):
    """initial + (first - initial) · step / warmup_steps, then `then` at step - warmup_steps (Goyal et al., 2017).

    initial is `initial_learning_rate` and first the rate with which `then` begins. The steps of `then` count from the
    end of the warm-up; where it has no length of its own, it lasts until the training ends.

    Example:
        type: warmup
        warmup_steps: 5
        then: {type: polynomial_decay, initial_learning_rate: 0.1, decay_steps: 10}
    """

    lengths: ClassVar[tuple[str, ...]] = ("warmup_steps",)

    warmup_steps: Count
    """How many updates the warm-up takes."""
    initial_learning_rate: NotNegative = 0.0
    """The rate of the first update."""
    then: Annotated[float | Part, Of("schedules", number=True), AfterValidator(_goes_by_updates)]
    """What follows: a number above 0, or a schedule."""
    unit: Unit = "steps"
    """In what warmup_steps counts: updates, or epochs of this data."""

    def with_length(self, steps: int) -> Self:
        if not isinstance(self.then, Schedule):
            return self
        return self.model_copy(update={"then": self.then.with_length(max(1, steps - self.warmup_steps))})

    def in_updates(self, epoch: int) -> Self:
        counted = super().in_updates(epoch)
        if not isinstance(self.then, Schedule):
            return counted
        return counted.model_copy(update={"then": self.then.in_updates(epoch)})

    def value(self, step: int) -> float:
        if step >= self.warmup_steps:
            return self._after(step - self.warmup_steps)
        rise = self._after(0) - self.initial_learning_rate
        return self.initial_learning_rate + rise * step / self.warmup_steps

    def _after(self, step: int) -> float:
        return self.then.value(step) if isinstance(self.then, Schedule) else float(self.then)  # type: ignore[arg-type]

    def build(self, **more: Any) -> Any:
        """Ours: Keras has a warm-up before its cosine alone."""
        from dlcli.keras_objects.warmup import Warmup as Built

        return Built(**{**self.arguments(), **more})
