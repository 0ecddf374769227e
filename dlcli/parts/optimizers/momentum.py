"""Gradient descent along the moving mean of the gradients."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationInfo, field_validator

from dlcli.parts.fields import Rate
from dlcli.parts.optimizers._optimizer import LearningRate, Optimizer
from dlcli.parts.part import problem


class Momentum(Optimizer):
    """v = momentum · v + (1 - momentum) · gradient; weight -= learning_rate · v (Polyak, 1964, as textbooks have it).

    `sgd` with a momentum adds gradients up without the factor 1 - momentum, so that it goes ten times as far as this
    with momentum 0.9 and equal numbers: what `sgd` does with 0.01 this does with 0.1.
    With `nesterov` the weight moves by learning_rate · (momentum · v + (1 - momentum) · gradient) (Nesterov, 1983).

    Example:
        type: momentum
        learning_rate: 0.1
        momentum: 0.9
    """

    learning_rate: LearningRate = 0.01
    momentum: Rate = 0.9
    """How much of the gradient's moving mean is kept at each step."""
    nesterov: bool = False
    """Whether the gradient is looked at ahead of the step."""

    @field_validator("nesterov")
    @classmethod
    def _has_momentum(cls, value: Any, info: ValidationInfo) -> Any:
        if value and info.data.get("momentum") == 0:
            raise problem("wrong-value", "", expected="false without a momentum above 0", value=value)
        return value

    def build(self, **more: Any) -> Any:
        from dlcli.keras_objects.moving_mean import MovingMeanSGD

        return MovingMeanSGD(**{**self.arguments(), **more})
