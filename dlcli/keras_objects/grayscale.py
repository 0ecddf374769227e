"""Colours as grey, as a layer."""

from __future__ import annotations

from typing import Any

import keras


@keras.saving.register_keras_serializable("dlcli")
class Grayscale(keras.layers.Layer):
    """0.2989 · red + 0.587 · green + 0.114 · blue, in one channel."""

    def call(self, inputs: Any) -> Any:
        return keras.ops.image.rgb_to_grayscale(inputs, data_format="channels_last")

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        return (*input_shape[:-1], 1)
