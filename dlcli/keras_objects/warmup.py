"""A learning rate that first rises in a straight line, as Keras's optimizers take it."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops


@keras.saving.register_keras_serializable("dlcli")
class Warmup(keras.optimizers.schedules.LearningRateSchedule):
    """From initial_learning_rate to where `then` begins, and then `then` (Goyal et al., 2017)."""

    def __init__(self, warmup_steps: int, then: Any, initial_learning_rate: float = 0.0) -> None:
        super().__init__()
        self.warmup_steps, self.initial_learning_rate = warmup_steps, initial_learning_rate
        self.then = keras.saving.deserialize_keras_object(then) if isinstance(then, dict) else then

    def __call__(self, step: Any) -> Any:
        """The rate of an update, in the type of initial_learning_rate."""
        begin = ops.convert_to_tensor(self.initial_learning_rate)
        step = ops.cast(step, "int64")
        first = ops.cast(self._after(ops.zeros_like(step)), begin.dtype)
        after = ops.cast(self._after(ops.maximum(step - self.warmup_steps, 0)), begin.dtype)
        up = begin + (first - begin) * ops.cast(step, begin.dtype) / self.warmup_steps
        return ops.where(step < self.warmup_steps, up, after)

    def _after(self, step: Any) -> Any:
        return self.then(step) if callable(self.then) else ops.convert_to_tensor(self.then)

    def get_config(self) -> dict[str, Any]:
        then = keras.saving.serialize_keras_object(self.then) if callable(self.then) else self.then
        return {
            "warmup_steps": self.warmup_steps,
            "then": then,
            "initial_learning_rate": self.initial_learning_rate,
        }
