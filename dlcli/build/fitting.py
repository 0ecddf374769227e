"""What transforms learn: once, from the training split, before the first step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dlcli.build.network import built_transform, each_transform
from dlcli.parts.sources._source import Column
from dlcli.recipe.check import Checked

if TYPE_CHECKING:
    import keras
    import numpy as np

    from dlcli.build.network import Fitted

ROWS_AT_ONCE = 1024


def fit_transforms(checked: Checked, column: Column, rows: np.ndarray) -> Fitted:
    """What each transform of the list learned, by its number; each sees the data as the ones before leave it."""
    fitted: dict[str, dict[str, np.ndarray]] = {}
    front: list[keras.layers.Layer] = []
    for number, transform, feature in each_transform(checked):
        if transform.learns:
            fitted[number] = dict(transform.fit(_batches(column, rows, front)))
        front.append(built_transform(transform, feature, fitted.get(number, {})))
    return fitted


def _batches(column: Column, rows: np.ndarray, front: Sequence[keras.layers.Layer]) -> Iterator[np.ndarray]:
    """The training examples behind the transforms so far, in float64 where none is there yet."""
    import keras
    import numpy as np
    import tensorflow as tf

    size = ROWS_AT_ONCE if column.batched else 1
    for start in range(0, len(rows), size):
        chosen = rows[start : start + size]
        values = column.fetch(tf.constant(chosen if column.batched else chosen[0], tf.int64))
        values = values if column.batched else tf.expand_dims(values, 0)
        for layer in front:
            values = layer(tf.cast(values, keras.config.floatx()))
        yield np.asarray(values, dtype=np.float64)
