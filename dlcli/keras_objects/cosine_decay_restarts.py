"""Keras's cosine decay with restarts, computed in float64: its own misses the update of some restarts in float64."""

from __future__ import annotations

from math import pi
from typing import Any

import keras
from keras import ops


@keras.saving.register_keras_serializable("dlcli")
class ExactRestarts(keras.optimizers.schedules.CosineDecayRestarts):
    """`keras.optimizers.schedules.CosineDecayRestarts` whose restarts are where they have to be."""

    def __call__(self, step: Any) -> Any:
        """The rate of an update, in the type of initial_learning_rate."""
        rate = ops.convert_to_tensor(self.initial_learning_rate)
        first, times = float(self.first_decay_steps), float(self._t_mul)
        done = ops.cast(step, "float64") / first
        if times == 1:
            restart = ops.floor(done)
            fraction = done - restart
        else:
            # The logarithm of a whole power may lie a little below the whole number.
            restart = ops.floor(ops.log(1.0 + done * (times - 1.0)) / ops.log(ops.cast(times, "float64")) + 1e-9)
            stretched = ops.power(ops.cast(times, "float64"), restart)
            fraction = (done - (stretched - 1.0) / (times - 1.0)) / stretched
        alpha, fall = ops.cast(self.alpha, "float64"), (1.0 + ops.cos(pi * fraction)) / 2.0
        top = ops.power(ops.cast(self._m_mul, "float64"), restart)
        return ops.cast(ops.cast(rate, "float64") * ((1.0 - alpha) * top * fall + alpha), rate.dtype)
