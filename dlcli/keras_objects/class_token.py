"""A learned vector in front of a sequence."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops


@keras.saving.register_keras_serializable("dlcli")
class ClassToken(keras.layers.Layer):
    """One more place at the start, the same for every example."""

    def __init__(self, *, embeddings_initializer: Any = "zeros", **more: Any) -> None:
        super().__init__(**more)
        self.embeddings_initializer = keras.initializers.get(embeddings_initializer)
        self.input_spec = keras.layers.InputSpec(ndim=3)

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        shape = (1, 1, input_shape[-1])
        self.embeddings = self.add_weight(shape=shape, initializer=self.embeddings_initializer, name="embeddings")

    def call(self, inputs: Any) -> Any:
        token = ops.cast(self.embeddings, inputs.dtype)
        first = ops.broadcast_to(token, (ops.shape(inputs)[0], 1, inputs.shape[-1]))
        return ops.concatenate([first, inputs], axis=1)

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        batch, places, channels = input_shape
        return (batch, None if places is None else places + 1, channels)

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "embeddings_initializer": keras.initializers.serialize(self.embeddings_initializer),
        }
