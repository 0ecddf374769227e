"""Parts of dates as numbers, as a layer."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

_PLACES = {"year": (0, 4), "month": (5, 2), "day": (8, 2), "hour": (11, 2), "minute": (14, 2)}
_FIRST = "0001-01-01 00:00"


@keras.saving.register_keras_serializable("dlcli")
class DateParts(keras.layers.Layer):
    """Texts of shape (batch,) as `2024-02-29` or `2024-02-29 13:45` -> their parts, of shape (batch, parts)."""

    def __init__(self, *, parts: list[str], **more: Any) -> None:
        super().__init__(**more)
        self.parts = parts

    def call(self, inputs: Any) -> Any:
        # What is shorter has no time of day.
        whole = tf.strings.join([inputs, tf.strings.substr(_FIRST, 10, 6)])
        found = {name: tf.strings.to_number(tf.strings.substr(whole, *at), tf.int32) for name, at in _PLACES.items()}
        found["days"] = _days(found["year"], found["month"], found["day"])
        # 1970-01-01 was a Thursday.
        found["weekday"] = tf.math.floormod(found["days"] + 3, 7)
        return tf.stack([tf.cast(found[name], self.compute_dtype) for name in self.parts], axis=-1)

    def compute_output_spec(self, inputs: Any) -> Any:
        return keras.KerasTensor((*inputs.shape, len(self.parts)), self.compute_dtype)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "parts": self.parts}


def _days(year: Any, month: Any, day: Any) -> Any:
    """Days since 1970-01-01 in the Gregorian calendar, whose years are taken to begin in March."""
    year = tf.where(month > 2, year, year - 1)
    day_of_year = (153 * tf.math.floormod(month + 9, 12) + 2) // 5 + day - 1
    return 365 * year + year // 4 - year // 100 + year // 400 + day_of_year - 719468
