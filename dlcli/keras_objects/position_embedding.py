"""A learned vector for each place of a sequence."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops


@keras.saving.register_keras_serializable("dlcli")
class PositionEmbedding(keras.layers.Layer):
    """Adds to each place of a sequence the vector of this place."""

    def __init__(
        self, *, sequence_length: int | None = None, embeddings_initializer: Any = "glorot_uniform", **more: Any
    ) -> None:
        super().__init__(**more)
        self.sequence_length = sequence_length
        self.embeddings_initializer = keras.initializers.get(embeddings_initializer)
        self.supports_masking = True
        self.input_spec = keras.layers.InputSpec(ndim=3)

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        places = self.sequence_length or input_shape[1]
        if places is None or places < (input_shape[1] or 0):
            raise ValueError(f"{places} places are too few for an input of shape {input_shape}")
        shape = (places, input_shape[-1])
        self.embeddings = self.add_weight(shape=shape, initializer=self.embeddings_initializer, name="embeddings")

    def call(self, inputs: Any) -> Any:
        return inputs + ops.cast(self.embeddings[: ops.shape(inputs)[1]], inputs.dtype)

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        return input_shape

    def get_config(self) -> dict[str, Any]:
        initializer = keras.initializers.serialize(self.embeddings_initializer)
        own = {"sequence_length": self.sequence_length, "embeddings_initializer": initializer}
        return {**super().get_config(), **own}
