"""Each normalization is its formula in NumPy, in float64."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
import pytest

from tests.parts.cases import read

X = np.random.default_rng(2).normal(2.0, 3.0, (5, 4, 3, 6))
EPSILON = 1e-3
AXES = {
    "batch_normalization": (0, 1, 2),
    "layer_normalization": (3,),
    "instance_normalization": (1, 2),
}


@pytest.fixture(autouse=True)
def float64() -> Iterator[None]:
    before = keras.config.floatx()
    keras.config.set_floatx("float64")
    yield
    keras.config.set_floatx(before)


def layer(word: str, **fields: Any) -> Any:
    part: Any = read("layers", word, fields)
    return part.build(dtype="float64")


def normal(x: np.ndarray, axes: tuple[int, ...]) -> np.ndarray:
    mean, variance = x.mean(axes, keepdims=True), x.var(axes, keepdims=True)
    return np.asarray((x - mean) / np.sqrt(variance + EPSILON))


@pytest.mark.parametrize("word", AXES)
def test_mean_and_variance_are_taken_over_its_axes(word: str) -> None:
    found = np.array(layer(word, epsilon=EPSILON)(X, training=True))
    np.testing.assert_allclose(found, normal(X, AXES[word]), rtol=1e-6, atol=1e-7)


def test_a_group_is_some_channels_at_all_places() -> None:
    grouped = X.reshape(5, 4, 3, 2, 3)
    found = np.array(layer("group_normalization", epsilon=EPSILON, groups=2)(X))
    np.testing.assert_allclose(found, normal(grouped, (1, 2, 4)).reshape(X.shape), rtol=1e-6, atol=1e-7)


def test_a_unit_has_length_1_and_rms_a_mean_square_of_1() -> None:
    length = np.linalg.norm(X, axis=-1, keepdims=True)
    np.testing.assert_allclose(np.array(layer("unit_normalization")(X)), X / length, rtol=1e-6)
    root = np.sqrt((X**2).mean(-1, keepdims=True) + EPSILON)
    np.testing.assert_allclose(np.array(layer("rms_normalization", epsilon=EPSILON)(X)), X / root, rtol=1e-6)
