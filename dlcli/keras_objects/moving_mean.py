"""Momentum as textbooks have it: Keras's own adds gradients up where this takes their moving mean."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops


@keras.saving.register_keras_serializable("dlcli")
class MovingMeanSGD(keras.optimizers.SGD):
    """`keras.optimizers.SGD` whose velocity is the moving mean of the gradients, without the learning rate in it."""

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        if self.momentum == 0:
            super().update_step(gradient, variable, learning_rate)
            return
        rate, kept = (ops.cast(each, variable.dtype) for each in (learning_rate, self.momentum))
        mean = self.momentums[self._get_variable_index(variable)]
        new = (1 - kept) * ops.cast(gradient, variable.dtype)
        self.assign(mean, kept * mean + new)
        self.assign_sub(variable, rate * (kept * mean + new if self.nesterov else mean))
