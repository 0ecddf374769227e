"""Muon in every float type: Keras's own cannot multiply its momentum by a number of NumPy, as float64 needs it."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops


@keras.saving.register_keras_serializable("dlcli")
class Muon(keras.optimizers.Muon):
    """`keras.optimizers.Muon`, by the same rule."""

    def _muon_update_step(self, gradient: Any, variable: Any, lr: Any, m: Any) -> None:
        momentum, gradient = ops.cast(self.momentum, variable.dtype), ops.cast(gradient, variable.dtype)
        self.assign(m, momentum * m + gradient)
        ahead = gradient + momentum * m if self.nesterov else ops.convert_to_tensor(m)
        step = self.zeropower_via_newtonschulz5(ahead, self.ns_steps)
        self.assign_sub(variable, self.lr_adjust(ops.cast(lr, variable.dtype) * step))

    def lr_adjust(self, x: Any) -> Any:
        """`x` by the root of its longer side, in its own type."""
        return x if self.rms_rate is None else x * ops.cast(max(x.shape) ** 0.5 * self.rms_rate, x.dtype)
