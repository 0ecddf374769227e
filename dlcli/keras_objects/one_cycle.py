"""A learning rate that rises in a straight line and falls in another, as Keras's optimizers take it."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops


@keras.saving.register_keras_serializable("dlcli")
class OneCycle(keras.optimizers.schedules.LearningRateSchedule):
    """Up from max_learning_rate / start_divisor, down to max_learning_rate / end_divisor (Smith, 2018)."""

    def __init__(
        self,
        max_learning_rate: float,
        decay_steps: int,
        warmup_share: float = 0.3,
        start_divisor: float = 25.0,
        end_divisor: float = 10000.0,
    ) -> None:
        super().__init__()
        self.max_learning_rate, self.decay_steps, self.warmup_share = max_learning_rate, decay_steps, warmup_share
        self.start_divisor, self.end_divisor = start_divisor, end_divisor

    def __call__(self, step: Any) -> Any:
        """The rate of an update, in the type of max_learning_rate."""
        top = ops.convert_to_tensor(self.max_learning_rate)
        step, steps = ops.cast(step, top.dtype), ops.cast(self.decay_steps, top.dtype)
        rise = ops.cast(self.warmup_share, top.dtype) * steps
        start, end = top / self.start_divisor, top / self.end_divisor
        up = start + (top - start) * step / rise
        down = end + (top - end) * (steps - ops.minimum(step, steps)) / (steps - rise)
        return ops.where(step < rise, up, down)

    def get_config(self) -> dict[str, Any]:
        return {
            "max_learning_rate": self.max_learning_rate,
            "decay_steps": self.decay_steps,
            "warmup_share": self.warmup_share,
            "start_divisor": self.start_divisor,
            "end_divisor": self.end_divisor,
        }
