"""Adadelta in every float type: Keras's own cannot multiply its sums by a number of NumPy, as float64 needs it."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops


@keras.saving.register_keras_serializable("dlcli")
class Adadelta(keras.optimizers.Adadelta):
    """`keras.optimizers.Adadelta`, by the same rule."""

    def update_step(self, grad: Any, variable: Any, learning_rate: Any) -> None:
        place = self._get_variable_index(variable)
        gradients, steps = self._accumulated_grads[place], self._accumulated_delta_vars[place]
        rate, gradient, rho, epsilon = (
            ops.cast(each, variable.dtype) for each in (learning_rate, grad, self.rho, self.epsilon)
        )
        self.assign(gradients, rho * gradients + (1 - rho) * ops.square(gradient))
        step = -ops.sqrt(steps + epsilon) / ops.sqrt(gradients + epsilon) * gradient
        self.assign(steps, rho * steps + (1 - rho) * ops.square(step))
        self.assign_add(variable, rate * step)
