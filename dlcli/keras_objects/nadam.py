"""Nadam in every float type, on replicas: Keras's rounds 0.96 to float32, and its product is not theirs."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import ops


@keras.saving.register_keras_serializable("dlcli")
class Nadam(keras.optimizers.Nadam):
    """`keras.optimizers.Nadam`, by the same rule."""

    def build(self, variables: list[Any]) -> None:
        if self.built:
            return
        # Not Keras's: what is given to an attribute is tracked, so that its product would be saved beside this one.
        super(keras.optimizers.Nadam, self).build(variables)
        self._momentums, self._velocities = self.add_optimizer_variables(variables, ["momentum", "velocity"])
        self._u_product = self.add_variable(
            (), "ones", dtype=variables[0].dtype, aggregation="only_first_replica", name="momentum_product"
        )

    def _backend_update_step(self, gradients: Any, variables: Any, learning_rate: Any) -> None:
        self._u_product.assign(self._u_product * self._momentum_at(1, self._u_product.dtype))
        super(keras.optimizers.Nadam, self)._backend_update_step(gradients, variables, learning_rate)

    def _momentum_at(self, ahead: int, dtype: Any) -> Any:
        """The momentum of an update to come: 1 is the one that is being made."""
        base, step = ops.cast(np.float64(0.96), dtype), ops.cast(self.iterations + ahead, dtype)
        return ops.cast(self.beta_1, dtype) * (1 - ops.power(base, step) / 2)

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        dtype, place = variable.dtype, self._get_variable_index(variable)
        mean, square = self._momentums[place], self._velocities[place]
        rate, gradient, beta_1, beta_2, epsilon = (
            ops.cast(each, dtype) for each in (learning_rate, gradient, self.beta_1, self.beta_2, self.epsilon)
        )
        now, then = self._momentum_at(1, dtype), self._momentum_at(2, dtype)
        product = ops.cast(self._u_product, dtype)
        self.assign(mean, beta_1 * mean + (1 - beta_1) * gradient)
        self.assign(square, beta_2 * square + (1 - beta_2) * ops.square(gradient))
        ahead = then * mean / (1 - product * then) + (1 - now) * gradient / (1 - product)
        size = ops.sqrt(square / (1 - ops.power(beta_2, ops.cast(self.iterations + 1, dtype))))
        self.assign_sub(variable, rate * ahead / (size + epsilon))
