"""A learning rate that falls along half a cosine, again and again."""

from __future__ import annotations

from math import cos, floor, log, pi
from typing import Annotated, Any, ClassVar

from dlcli.parts.fields import Count, Momentum, Positive, Real
from dlcli.parts.schedules._schedule import Schedule, Unit


class CosineDecayRestarts(Schedule):
    """rate · ((1 - alpha) · m_mul ^ i · (1 + cos(π · t / length)) / 2 + alpha) (Loshchilov and Hutter, 2016).

    rate is `initial_learning_rate`, i the number of restarts so far, t the updates since the last one, and length that
    of the fall under way: first_decay_steps · t_mul ^ i.

    Example:
        type: cosine_decay_restarts
        initial_learning_rate: 0.1
        first_decay_steps: 5
    """

    lengths: ClassVar[tuple[str, ...]] = ("first_decay_steps",)

    initial_learning_rate: Positive
    """The rate at the start."""
    first_decay_steps: Count
    """How many updates the first fall takes."""
    t_mul: Annotated[float, Real(least=1)] = 2.0
    """How many times as long as the fall before it each fall takes."""
    m_mul: Positive = 1.0
    """By what the height of each fall is multiplied for the next."""
    alpha: Momentum = 0.0
    """The share of the rate that remains at the end of a fall."""
    unit: Unit = "steps"
    """In what first_decay_steps counts: updates, or epochs of this data."""

    def value(self, step: int) -> float:
        done = step / self.first_decay_steps
        if self.t_mul == 1:
            restart = floor(done)
            fraction = done - restart
        else:
            restart = floor(log(1 + done * (self.t_mul - 1)) / log(self.t_mul) + 1e-9)
            stretched = self.t_mul**restart
            fraction = (done - (stretched - 1) / (self.t_mul - 1)) / stretched
        fall = self.m_mul**restart * (1 + cos(pi * fraction)) / 2
        return float(self.initial_learning_rate * ((1 - self.alpha) * fall + self.alpha))

    def build(self, **more: Any) -> Any:
        """Keras's schedule, with restarts that do not depend on rounding."""
        from dlcli.keras_objects.cosine_decay_restarts import ExactRestarts

        return ExactRestarts(**{**self.arguments(), **more})
