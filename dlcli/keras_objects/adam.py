"""Adam with epsilon where textbooks have it."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops


@keras.saving.register_keras_serializable("dlcli")
class AdamOfMeans(keras.optimizers.Adam):
    """`keras.optimizers.Adam`, whose epsilon is added to the root of the corrected mean of squares."""

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        dtype, place = variable.dtype, self._get_variable_index(variable)
        mean, square = self._momentums[place], self._velocities[place]
        rate, gradient, beta_1, beta_2, epsilon = (
            ops.cast(each, dtype) for each in (learning_rate, gradient, self.beta_1, self.beta_2, self.epsilon)
        )
        step = ops.cast(self.iterations + 1, dtype)
        self.assign(mean, beta_1 * mean + (1 - beta_1) * gradient)
        self.assign(square, beta_2 * square + (1 - beta_2) * ops.square(gradient))
        if self.amsgrad:
            largest = self._velocity_hats[place]
            self.assign(largest, ops.maximum(largest, square))
            square = largest
        size = ops.sqrt(square / (1 - ops.power(beta_2, step)))
        self.assign_sub(variable, rate * mean / (1 - ops.power(beta_1, step)) / (size + epsilon))
