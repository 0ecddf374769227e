"""What transforms learn: once, from the training split, before the first step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from dlcli.build.front import built_transform, each_transform
from dlcli.parts.sources._source import Column
from dlcli.recipe.check import Checked
from dlcli.recipe.transformed import given_to, transforms_of

if TYPE_CHECKING:
    import keras
    import numpy as np

    from dlcli.build.front import Fitted

ROWS_AT_ONCE = 1024


def fit_transforms(
    checked: Checked, columns: Mapping[str, Column], rows: np.ndarray, known: Fitted | None = None
) -> Fitted:
    """What each transform learned, by its number; each sees the data as the ones before leave it.

    What is `known` is not learned again.
    """
    fitted: dict[str, Mapping[str, np.ndarray]] = dict(known or {})
    for name, placed in transforms_of(checked.recipe, checked.facts).items():
        if all(each.number in fitted for each in placed if each.transform.learns):
            continue
        if name in checked.facts.features or checked.recipe.objective.compares == "labels":
            fitted |= _fit(checked, name, columns[name], rows)
    return fitted


def learned_vocabularies(
    checked: Checked, columns: Mapping[str, Column], rows: np.ndarray
) -> tuple[dict[str, int], Fitted]:
    """How many numbers stand for the words of each text whose transforms do not say so; and what they learned."""
    sizes: dict[str, int] = {}
    learned: dict[str, Mapping[str, np.ndarray]] = {}
    for name, placed in transforms_of(checked.recipe, checked.facts).items():
        feature = given_to(checked.facts, name)
        if feature.text and all(each.transform.vocabulary_size() is None for each in placed):
            fitted = _fit(checked, name, columns[name], rows)
            found = [each.transform.learned_size(fitted[each.number]) for each in placed if each.number in fitted]
            sizes[name] = max((size for size in found if size is not None), default=0)
            learned |= fitted
    return {name: size for name, size in sizes.items() if size}, learned


def _fit(checked: Checked, name: str, column: Column, rows: np.ndarray) -> dict[str, Mapping[str, np.ndarray]]:
    fitted: dict[str, Mapping[str, np.ndarray]] = {}
    front: list[keras.layers.Layer] = []
    for number, transform, feature in each_transform(checked, name):
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
            values = layer(values if values.dtype == tf.string else tf.cast(values, keras.config.floatx()))
        yield np.asarray(values, dtype=object if values.dtype == tf.string else np.float64)
