"""A learning rate that falls when a figure no longer gets better."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import ValidationInfo, field_validator

from dlcli.parts.fields import CountFromZero, Fraction, NotNegative, Positive
from dlcli.parts.part import problem
from dlcli.parts.schedules._schedule import Schedule


class ReduceOnPlateau(Schedule):
    """initial_learning_rate, times `factor` whenever `monitor` has not got better for `patience` epochs.

    It is Keras's `ReduceLROnPlateau`, with two differences: a figure that is not a number is never the best, and where
    the training is resumed it goes on as if there had been no interruption.

    Example:
        type: reduce_on_plateau
        initial_learning_rate: 0.01
        patience: 5
    """

    follows_figures: ClassVar[bool] = True

    initial_learning_rate: Positive
    """The rate at the start."""
    monitor: str | None = None
    """The figure that is watched, as the log of an epoch names it. Default: val_loss."""
    factor: Fraction = 0.1
    """By what the rate is multiplied when it falls."""
    patience: CountFromZero = 10
    """How many epochs without a better figure are waited for."""
    mode: Literal["auto", "min", "max"] = "auto"
    """Whether a smaller or a larger figure is better; auto knows it for every loss and metric of its own."""
    min_delta: NotNegative = 1e-4
    """By how much a figure has to be better to count."""
    cooldown: CountFromZero = 0
    """How many epochs after a fall are not counted as waiting."""
    min_lr: NotNegative = 0.0
    """The rate never falls below it."""

    @field_validator("min_lr")
    @classmethod
    def _below_the_first(cls, value: float, info: ValidationInfo) -> float:
        first = info.data.get("initial_learning_rate")
        if first is not None and value >= first:
            raise problem("wrong-value", "", expected=f"less than initial_learning_rate ({first:g})", value=value)
        return value

    def value(self, step: int) -> float:
        """The rate as long as it has not fallen."""
        return self.initial_learning_rate

    def build(self, **more: Any) -> Any:
        """The rate that the optimizer begins with: a control lowers it, epoch by epoch."""
        return self.initial_learning_rate
