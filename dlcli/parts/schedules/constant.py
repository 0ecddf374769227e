"""A learning rate that stays the same."""

from __future__ import annotations

from typing import Any

from dlcli.parts.fields import Positive
from dlcli.parts.schedules._schedule import Schedule


class Constant(Schedule):
    """rate(step) = learning_rate, the same as a plain number in its place.

    Example:
        type: constant
        learning_rate: 0.01
    """

    learning_rate: Positive
    """The rate of every update."""

    def value(self, step: int) -> float:
        return self.learning_rate

    def build(self, **more: Any) -> Any:
        """Ours: Keras has none."""
        from dlcli.keras_objects.constant import Constant as Built

        return Built(**{**self.arguments(), **more})
