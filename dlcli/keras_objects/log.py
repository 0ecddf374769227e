"""The natural logarithm as a layer, and back."""

from __future__ import annotations

from typing import Any

import keras


@keras.saving.register_keras_serializable("dlcli")
class Log(keras.layers.Layer):
    """log(x + offset), or with `invert` exp(x) - offset."""

    def __init__(self, *, offset: float = 0.0, invert: bool = False, **more: Any) -> None:
        super().__init__(**more)
        self.offset, self.invert = offset, invert

    def call(self, inputs: Any) -> Any:
        if self.invert:
            return keras.ops.exp(inputs) - self.offset
        return keras.ops.log(inputs + self.offset)

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        return input_shape

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "offset": self.offset, "invert": self.invert}
