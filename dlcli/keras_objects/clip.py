"""Bounds as a layer."""

from __future__ import annotations

from typing import Any

import keras


@keras.saving.register_keras_serializable("dlcli")
class Clip(keras.layers.Layer):
    """min(max(x, low), high)."""

    def __init__(self, *, low: float, high: float, **more: Any) -> None:
        super().__init__(**more)
        self.low, self.high = low, high

    def call(self, inputs: Any) -> Any:
        return keras.ops.clip(inputs, self.low, self.high)

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        return input_shape

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "low": self.low, "high": self.high}
