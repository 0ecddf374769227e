"""A recipe trains as the formulas of its constraints say: each update, then what they hold the weights to."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

import dlcli.keras_objects  # noqa: F401
from dlcli.parts import shelf
from dlcli.run import checkpoints
from tests.engine.trains import train
from tests.parts.formulas.network import BATCH, CLASSES, EPOCHS, FEATURES, RECIPE, losses_and_gradients, start
from tests.parts.formulas.rules import Array

TINY, RATE = 1e-7, 0.3


def norm(weights: Array, axis: int | tuple[int, ...]) -> Array:
    return np.sqrt((weights**2).sum(axis, keepdims=True))


def max_norm(weights: Array, max_value: float = 2.0, axis: int = 0) -> Array:
    length = norm(weights, axis)
    return weights * np.minimum(length, max_value) / (length + TINY)


def min_max_norm(
    weights: Array, min_value: float = 0.0, max_value: float = 1.0, rate: float = 1.0, axis: int = 0
) -> Array:
    length = norm(weights, axis)
    wanted = rate * np.minimum(np.maximum(length, min_value), max_value) + (1 - rate) * length
    return weights * wanted / (length + TINY)


def non_neg(weights: Array) -> Array:
    return np.maximum(weights, 0)


def unit_norm(weights: Array, axis: int | tuple[int, ...] = 0) -> Array:
    return weights / (norm(weights, axis) + TINY)


HOLDS: dict[str, Callable[..., Array]] = {
    "max_norm": max_norm,
    "min_max_norm": min_max_norm,
    "non_neg": non_neg,
    "unit_norm": unit_norm,
}
CASES: dict[str, dict[str, Any]] = {
    "max_norm": {"type": "max_norm", "max_value": 0.6},
    "max_norm_of_rows": {"type": "max_norm", "max_value": 0.6, "axis": 1},
    "min_max_norm": {"type": "min_max_norm"},
    "min_max_norm_slowly": {"type": "min_max_norm", "min_value": 0.6, "max_value": 0.7, "rate": 0.3, "axis": 1},
    "non_neg": {"type": "non_neg"},
    "unit_norm": {"type": "unit_norm"},
    "unit_norm_of_all": {"type": "unit_norm", "axis": [0, 1]},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("constraints")
    np.savez(path / "data.npz", x=FEATURES, kind=CLASSES)
    sgd = json.dumps({"type": "sgd", "learning_rate": RATE})
    for name, constraint in CASES.items():
        kernel = f"kernel_constraint: {json.dumps(constraint)}, bias_constraint: non_neg, kernel_initializer"
        text = RECIPE.format(optimizer=sgd).replace("kernel_initializer", kernel)
        (path / f"{name}.yaml").write_text(text, "utf-8")
        (path / f"{name}_mean.yaml").write_text(text + "regularization: {weight_averaging: {momentum: 0.5}}", "utf-8")
    return path


def expected(constraint: dict[str, Any]) -> list[Array]:
    """The weights after the last update."""
    given = dict(constraint)
    hold = HOLDS[given.pop("type")]
    given["axis"] = tuple(given["axis"]) if isinstance(given.get("axis"), list) else given.get("axis", 0)
    fields = {} if hold is non_neg else given
    values = [each.value for each in start()]
    for _ in range(EPOCHS):
        for first in range(0, len(FEATURES), BATCH):
            _, gradients = losses_and_gradients(values, slice(first, first + BATCH))
            moved = [value - RATE * gradient for value, gradient in zip(values, gradients, strict=True)]
            values = [hold(each, **fields) if each.ndim == 2 else non_neg(each) for each in moved]
    return values


@pytest.mark.parametrize("name", CASES)
def test_weights_are_held_by_the_formula_after_each_update(name: str, folder: Path) -> None:
    run = train(folder, "one_device", name)
    arrays = checkpoints.read(max(run.checkpoints.iterdir()))[0]
    for weight, value in zip(start(), expected(CASES[name]), strict=True):
        row, _, kind = weight.path.partition(".")
        found = arrays[f"model/layers/{row}/{('kernel', 'bias').index(kind)}"]
        np.testing.assert_allclose(found, value, rtol=1e-9, atol=1e-12, err_msg=weight.path)


def test_averages_of_weights_are_held_too(folder: Path) -> None:
    """A mean of vectors of length 1 is shorter than 1."""
    run = train(folder, "one_device", "unit_norm_mean")
    for layer in keras.models.load_model(run.path / "model.keras").layers[1:]:
        np.testing.assert_allclose(norm(layer.kernel.numpy(), 0), 1.0, rtol=1e-6)


def test_every_constraint_is_held_here() -> None:
    assert {constraint["type"] for constraint in CASES.values()} == set(shelf.words("constraints"))
