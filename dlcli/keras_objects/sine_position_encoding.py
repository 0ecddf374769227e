"""Sines and cosines that tell the places of a sequence apart."""

from __future__ import annotations

from typing import Any

import keras
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
        channels = inputs.shape[-1]
        places = ops.arange(ops.shape(inputs)[1], dtype="float32")
        numbers = ops.arange(channels, dtype="int32")
        pairs = ops.cast(2 * (numbers // 2), "float32") / channels
        angles = places[:, None] / ops.power(self.max_wavelength, pairs)[None]
        waves = ops.where(numbers[None] % 2 == 0, ops.sin(angles), ops.cos(angles))
        return inputs + ops.cast(waves, inputs.dtype)

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        return input_shape

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "max_wavelength": self.max_wavelength}
