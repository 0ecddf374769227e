"""Layers that Keras has not, against their formulas in NumPy."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from tests.parts.cases import read

GENERATOR = np.random.default_rng(4)


def layer(word: str, **fields: Any) -> Any:
    return read("layers", word, fields).build(name="row", dtype="float64")


def local_response(x: np.ndarray, *, size: int, k: float, alpha: float, beta: float) -> np.ndarray:
    """As the paper writes it, channel by channel."""
    found, channels = np.empty_like(x), x.shape[-1]
    for i in range(channels):
        first, last = max(0, i - (size - 1) // 2), min(channels - 1, i + size // 2)
        found[..., i] = x[..., i] / (k + alpha * (x[..., first : last + 1] ** 2).sum(-1)) ** beta
    return found


@pytest.mark.parametrize("size", [1, 2, 5, 40])
def test_local_response_normalization(size: int) -> None:
    x = GENERATOR.normal(size=(2, 3, 4, 11)) * 30
    fields = {"size": size, "k": 1.5, "alpha": 0.02, "beta": 0.6}
    found = layer("local_response_normalization", **fields)(x)
    np.testing.assert_allclose(found, local_response(x, **fields), rtol=1e-12)


def test_alexnets_numbers_are_the_defaults() -> None:
    x = GENERATOR.normal(size=(2, 11)) * 100
    wanted = local_response(x, size=5, k=2, alpha=1e-4, beta=0.75)
    np.testing.assert_allclose(layer("local_response_normalization")(x), wanted, rtol=1e-12)


@pytest.mark.parametrize("channels", [6, 7])
def test_sine_position_encoding(channels: int) -> None:
    x = GENERATOR.normal(size=(2, 9, channels))
    wanted = x.copy()
    for place in range(9):
        for i in range(channels):
            angle = place / 500.0 ** ((i - i % 2) / channels)
            wanted[:, place, i] += np.cos(angle) if i % 2 else np.sin(angle)
    np.testing.assert_allclose(layer("sine_position_encoding", max_wavelength=500)(x), wanted, rtol=1e-12)


def test_position_embedding_adds_the_vectors_of_the_first_places() -> None:
    made, x = layer("position_embedding", sequence_length=12), GENERATOR.normal(size=(2, 9, 4))
    found = made(x)
    np.testing.assert_allclose(found, x + made.get_weights()[0][:9], rtol=1e-12)
    assert np.abs(made.get_weights()[0]).min() > 0


def test_class_token_stands_first() -> None:
    made, x = layer("class_token", embeddings_initializer="ones"), GENERATOR.normal(size=(2, 9, 4))
    np.testing.assert_array_equal(made(x), np.concatenate([np.ones((2, 1, 4)), x], axis=1))


def test_masks_go_through_where_places_stay() -> None:
    embedding = keras.layers.Embedding(5, 4, mask_zero=True)
    x = np.array([[1, 2, 0, 0]])
    for word in ("position_embedding", "sine_position_encoding"):
        masked = layer(word)(embedding(x))
        assert masked._keras_mask.numpy().tolist() == [[True, True, False, False]]
