"""A learning rate that falls to another one along a power of the time that is left."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from dlcli.parts.fields import Count, NotNegative, Positive
from dlcli.parts.schedules._schedule import Schedule, Unit, length


class PolynomialDecay(Schedule):
    """(initial_learning_rate - end_learning_rate) · (1 - step / decay_steps) ^ power + end_learning_rate.

    After `decay_steps` it stays at `end_learning_rate`; with `cycle` decay_steps is multiplied by the least whole
    number that brings it up to step, so that the rate jumps up and falls again, less far up each time (Keras's rule).
    Without `decay_steps` it falls until the training ends.

    Example:
        type: polynomial_decay
        initial_learning_rate: 0.1
        decay_steps: 10
        end_learning_rate: 0.01
        power: 2
    """

    lengths: ClassVar[tuple[str, ...]] = ("decay_steps",)

    initial_learning_rate: Positive
    """The rate at the start."""
    decay_steps: Count | None = None
    """How many updates the fall takes; without it, all of the training."""
    end_learning_rate: NotNegative = 0.0001
    """The rate at the end."""
    power: Positive = 1.0
    """1 is a straight line; more falls fast at first, less falls late."""
    cycle: bool = False
    """Whether it starts to fall again whenever it has reached the end."""
    unit: Unit = "steps"
    """In what decay_steps counts: updates, or epochs of this data."""

    def with_length(self, steps: int) -> Self:
        return self if self.decay_steps is not None else self.model_copy(update={"decay_steps": max(1, steps)})

    def value(self, step: int) -> float:
        decay_steps = length(self.decay_steps, self)
        if self.cycle:
            left = 1 - step / (decay_steps * max(1, -(-step // decay_steps)))
        else:
            left = 1 - min(step, decay_steps) / decay_steps
        return float((self.initial_learning_rate - self.end_learning_rate) * left**self.power + self.end_learning_rate)

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "decay_steps": length(self.decay_steps, self)}
