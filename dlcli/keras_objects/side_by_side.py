"""Columns of a table side by side, as a layer."""

from __future__ import annotations

from typing import Any

import keras


@keras.saving.register_keras_serializable("dlcli")
class SideBySide(keras.layers.Layer):
    """Inputs of shape (batch,) or (batch, columns) -> all their columns, of shape (batch, all columns)."""

    def call(self, inputs: list[Any]) -> Any:
        parts = [keras.ops.cast(each, self.compute_dtype) for each in inputs]
        return keras.ops.concatenate([each[:, None] if len(each.shape) == 1 else each for each in parts], axis=-1)

    def compute_output_spec(self, inputs: list[Any]) -> Any:
        widths = [1 if len(each.shape) == 1 else each.shape[-1] for each in inputs]
        known = [width for width in widths if width is not None]
        width = sum(known) if len(known) == len(widths) else None
        return keras.KerasTensor((inputs[0].shape[0], width), self.compute_dtype)
