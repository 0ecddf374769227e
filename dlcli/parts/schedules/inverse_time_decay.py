"""A learning rate that falls like one over the time."""

from __future__ import annotations

from math import floor
from typing import Any, ClassVar, Self

from dlcli.parts.fields import Count, Positive
from dlcli.parts.schedules._schedule import Schedule, Unit, length


class InverseTimeDecay(Schedule):
    """initial_learning_rate / (1 + decay_rate · step / decay_steps) (after Robbins and Monro, 1951).

    With `staircase` step / decay_steps is rounded down. Without `decay_steps` the rate has been divided by
    1 + decay_rate when the training ends.

    Example:
        type: inverse_time_decay
        initial_learning_rate: 0.1
        decay_steps: 10
        decay_rate: 0.5
    """

    lengths: ClassVar[tuple[str, ...]] = ("decay_steps",)

    initial_learning_rate: Positive
    """The rate at the start."""
    decay_steps: Count | None = None
    """After how many updates the rate has been divided by 1 + decay_rate; without it, all of the training."""
    decay_rate: Positive
    """How fast the rate falls."""
    staircase: bool = False
    """Whether it stays the same in between."""
    unit: Unit = "steps"
    """In what decay_steps counts: updates, or epochs of this data."""

    def with_length(self, steps: int) -> Self:
        return self if self.decay_steps is not None else self.model_copy(update={"decay_steps": max(1, steps)})

    def value(self, step: int) -> float:
        passed = step / length(self.decay_steps, self)
        return self.initial_learning_rate / (1 + self.decay_rate * (floor(passed) if self.staircase else passed))

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "decay_steps": length(self.decay_steps, self)}
