"""Missing numbers filled in, as a layer."""

from __future__ import annotations

from typing import Any

import keras


@keras.saving.register_keras_serializable("dlcli")
class FillMissing(keras.layers.Layer):
    """`value` in place of what is not a number; with `indicator` 1 for each of them and 0 for others, behind.

    Inputs of shape (…, columns), which `indicator` makes (…, 2 · columns); of single numbers, with `single`, of any
    shape (…), which it makes (…, 2). `value` is one for all, or one a column.
    """

    def __init__(
        self, *, value: float | list[float] = 0.0, indicator: bool = False, single: bool = False, **more: Any
    ) -> None:
        super().__init__(**more)
        self.value, self.indicator, self.single = value, indicator, single

    def call(self, inputs: Any) -> Any:
        missing = keras.ops.isnan(inputs)
        filled = keras.ops.where(missing, keras.ops.convert_to_tensor(self.value, inputs.dtype), inputs)
        if not self.indicator:
            return filled
        join = keras.ops.stack if self.single else keras.ops.concatenate
        return join([filled, keras.ops.cast(missing, inputs.dtype)], axis=-1)

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        if not self.indicator:
            return input_shape
        if self.single:
            return (*input_shape, 2)
        return (*input_shape[:-1], None if input_shape[-1] is None else 2 * input_shape[-1])

    def get_config(self) -> dict[str, Any]:
        own = {"value": self.value, "indicator": self.indicator, "single": self.single}
        return {**super().get_config(), **own}
