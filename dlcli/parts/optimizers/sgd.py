"""Stochastic gradient descent."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationInfo, field_validator

from dlcli.parts.fields import Momentum
from dlcli.parts.optimizers._optimizer import LearningRate, Optimizer
from dlcli.parts.part import problem


class Sgd(Optimizer):
    """v = momentum · v - learning_rate · gradient; weight = weight + v.

    With `nesterov` the weight moves by momentum · v - learning_rate · gradient (Nesterov, 1983).

    Example:
        type: sgd
        learning_rate: 0.1
        momentum: 0.9
    """

    learning_rate: LearningRate = 0.01
    momentum: Momentum = 0.0
    """How much of the last step is made again."""
    nesterov: bool = False
    """Whether the gradient is looked at ahead of the step."""

    @field_validator("nesterov")
    @classmethod
    def _has_momentum(cls, value: Any, info: ValidationInfo) -> Any:
        if value and info.data.get("momentum") == 0:
            raise problem("wrong-value", "", expected="false without a momentum above 0", value=value)
        return value
