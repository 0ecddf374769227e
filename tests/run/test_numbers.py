"""What training computes, beside the same rule written in NumPy."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tests.run.conftest import Train

RNG = np.random.default_rng(3)
FEATURES = RNG.normal(size=(37, 5))
TARGETS = FEATURES @ RNG.normal(size=(5, 1)) + 0.3 + 0.1 * RNG.normal(size=(37, 1))
CLASSES = np.argmax(FEATURES @ RNG.normal(size=(5, 3)), axis=1)

LINEAR = """
data: {source: {type: npz, path: data.npz, labels: targets}, batch_size: full, shuffle: false}
layers:
  - {type: dense, units: 1, kernel_initializer: zeros, kernel_regularizer: {type: l2, l2: 0.01}}
optimizer: {type: sgd, learning_rate: 0.1}
training: {epochs: 20}
"""
SOFTMAX = """
data: {source: {type: npz, path: data.npz, labels: classes, classes: [a, b, c]}, batch_size: 10, shuffle: false}
layers:
  - {type: dense, units: 3, kernel_initializer: zeros, activation: softmax}
optimizer: {type: sgd, learning_rate: 0.5, momentum: 0.9}
training: {epochs: 5}
"""


@pytest.fixture(autouse=True)
def data(tmp_path: Path) -> None:
    np.savez(tmp_path / "data.npz", x=FEATURES, targets=TARGETS, classes=CLASSES)


def lines(folder: Path) -> list[dict[str, float]]:
    return [json.loads(line) for line in folder.read_text("utf-8").splitlines()]


@pytest.mark.parametrize(("precision", "tolerance"), [("float32", 1e-5), ("float64", 1e-12)])
def test_batch_gradient_descent_on_a_linear_network(train: Train, precision: str, tolerance: float) -> None:
    folder, _ = train(LINEAR, f"training.precision={precision}")
    weights, bias, losses = np.zeros((5, 1)), 0.0, []
    for _ in range(20):
        error = FEATURES @ weights + bias - TARGETS
        losses.append(float(np.mean(error**2) + 0.01 * np.sum(weights**2)))
        weights, bias = (
            weights - 0.1 * (2 * FEATURES.T @ error / len(error) + 0.02 * weights),
            bias - 0.1 * float(np.mean(2 * error)),
        )
    found = lines(folder.metrics)
    assert [line["step"] for line in found] == list(range(1, 21))
    # float32 keeps 24 bits: 6e-8 a rounding, and 20 steps of a few dozen roundings stay below 1e-5.
    np.testing.assert_allclose([line["loss"] for line in found], losses, rtol=tolerance)


def softmax_losses() -> list[float]:
    """The loss of each epoch of SOFTMAX, computed in float64."""
    weights, speed = np.zeros((6, 3)), np.zeros((6, 3))
    inputs, wanted = np.hstack([FEATURES, np.ones((37, 1))]), np.eye(3)[CLASSES]
    losses = []
    for _ in range(5):
        total = 0.0
        for start in range(0, 37, 10):
            rows = slice(start, start + 10)
            scores = inputs[rows] @ weights
            shares = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
            total -= float(np.sum(np.log(shares) * wanted[rows]))
            speed = 0.9 * speed - 0.5 * inputs[rows].T @ (shares - wanted[rows]) / len(shares)
            weights = weights + speed
        losses.append(total / 37)
    return losses


@pytest.mark.parametrize(("precision", "tolerance"), [("float32", 2e-5), ("float64", 1e-12)])
def test_mini_batches_with_momentum_and_a_short_last_batch(train: Train, precision: str, tolerance: float) -> None:
    folder, _ = train(SOFTMAX, f"training.precision={precision}")
    np.testing.assert_allclose([line["loss"] for line in lines(folder.metrics)], softmax_losses(), rtol=tolerance)


def test_every_example_is_seen_once_an_epoch_in_an_order_of_its_own(train: Train) -> None:
    from dlcli.run.events import Started

    _, events = train(SOFTMAX, "data.shuffle=true", "training.epochs=1")
    pipeline = next(event.task for event in events if isinstance(event, Started)).pipeline
    batches = pipeline.training(0).take(8)
    seen = np.concatenate([features.numpy() for features, _ in batches]).reshape(2, 37, 5)
    for epoch in seen:
        np.testing.assert_allclose(np.sort(epoch, axis=0), np.sort(FEATURES, axis=0), rtol=1e-6)
    assert not np.array_equal(seen[0], seen[1])
    again = next(iter(pipeline.training(5)))[0].numpy()
    np.testing.assert_array_equal(again, seen[1][10:20])


SEVERAL = """
data: {source: {type: npz, path: data.npz, labels: [targets, classes]}, batch_size: full, shuffle: false}
layers:
  - {type: dense, units: 1, kernel_initializer: zeros, from: features, name: amount}
  - {type: dense, units: 3, kernel_initializer: zeros, activation: softmax, from: features, name: kind}
outputs: {targets: amount, classes: kind}
loss:
  targets: {type: mean_squared_error, weight: 0.25}
  classes: {type: sparse_categorical_crossentropy, weight: 2.0}
metrics: {classes: [accuracy]}
optimizer: {type: sgd, learning_rate: 0.1}
training: {epochs: 10}
"""


def test_several_outputs_count_by_their_weights(train: Train) -> None:
    folder, _ = train(SEVERAL)
    inputs, wanted = np.hstack([FEATURES, np.ones((37, 1))]), np.eye(3)[CLASSES]
    amount, kind, totals = np.zeros((6, 1)), np.zeros((6, 3)), []
    for _ in range(10):
        error = inputs @ amount - TARGETS
        scores = np.exp(inputs @ kind)
        shares = scores / scores.sum(1, keepdims=True)
        losses = np.mean(error**2), -np.mean(np.sum(np.log(shares) * wanted, axis=1))
        totals.append((0.25 * losses[0] + 2 * losses[1], *losses))
        amount -= 0.1 * 0.25 * 2 * inputs.T @ error / 37
        kind -= 0.1 * 2 * inputs.T @ (shares - wanted) / 37
    found = lines(folder.metrics)
    names = ("loss", "targets_loss", "classes_loss")
    np.testing.assert_allclose([[line[name] for name in names] for line in found], totals, rtol=1e-5)
    assert "classes_accuracy" in found[0]
    evaluation = json.loads(folder.evaluation.read_bytes())
    assert list(evaluation["outputs"]) == []
    assert set(evaluation["metrics"]) == {"targets_loss", "classes_loss", "classes_accuracy"}
