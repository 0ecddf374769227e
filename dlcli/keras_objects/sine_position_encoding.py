"""Sines and cosines that tell the places of a sequence apart."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import ops


@keras.saving.register_keras_serializable("dlcli")
class SinePositionEncoding(keras.layers.Layer):
    """Adds to each place of a sequence sines and cosines of its number."""

    def __init__(self, *, max_wavelength: float = 10000.0, **more: Any) -> None:
        super().__init__(**more)
        self.max_wavelength = max_wavelength
        self.supports_masking = True
        self.input_spec = keras.layers.InputSpec(ndim=3)

    def call(self, inputs: Any) -> Any:
        # 16 bits cannot tell the places of a long sequence apart.
        precise = "float64" if inputs.dtype == "float64" else "float32"
        numbers, channels = np.arange(inputs.shape[-1]), inputs.shape[-1]
        rates = ops.convert_to_tensor(self.max_wavelength ** (-2 * (numbers // 2) / channels), precise)
        angles = ops.arange(ops.shape(inputs)[1], dtype=precise)[:, None] * rates[None]
        waves = ops.where(ops.convert_to_tensor(numbers % 2 == 0)[None], ops.sin(angles), ops.cos(angles))
        return inputs + ops.cast(waves, inputs.dtype)

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        return input_shape

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "max_wavelength": self.max_wavelength}
