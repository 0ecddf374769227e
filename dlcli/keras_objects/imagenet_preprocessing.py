"""Pictures as published networks saw them."""

from __future__ import annotations

from typing import Any

import keras


@keras.saving.register_keras_serializable("dlcli")
class ImagenetPreprocessing(keras.layers.Layer):
    """`keras.applications.imagenet_utils.preprocess_input` as a layer."""

    def __init__(self, *, mode: str = "caffe", **more: Any) -> None:
        super().__init__(**more)
        self.mode = mode

    def call(self, inputs: Any) -> Any:
        return keras.applications.imagenet_utils.preprocess_input(inputs, data_format="channels_last", mode=self.mode)

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        return input_shape

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "mode": self.mode}
