"""Krizhevsky's local response normalization, which Keras has not."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops


@keras.saving.register_keras_serializable("dlcli")
class LocalResponseNormalization(keras.layers.Layer):
    """Each number over a power of the sum of squares in the channels around it."""

    def __init__(self, *, size: int, k: float, alpha: float, beta: float, **more: Any) -> None:
        super().__init__(**more)
        self.size, self.k, self.alpha, self.beta = size, k, alpha, beta

    def call(self, inputs: Any) -> Any:
        channels, before, after = inputs.shape[-1], (self.size - 1) // 2, self.size // 2
        padded = ops.pad(ops.square(inputs), [(0, 0)] * (len(inputs.shape) - 1) + [(before, after)])
        total = sum(padded[..., first : first + channels] for first in range(self.size))
        return inputs / (self.k + self.alpha * total) ** self.beta

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        return input_shape

    def get_config(self) -> dict[str, Any]:
        own = {"size": self.size, "k": self.k, "alpha": self.alpha, "beta": self.beta}
        return {**super().get_config(), **own}
