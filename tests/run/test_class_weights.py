"""Weights of classes: what NumPy makes of weight × loss over all examples, in training alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dlcli.recipe.check import check
from dlcli.recipe.diagnostics import RecipeError
from tests.run.conftest import Train
from tests.run.stopping import figures_of

RNG = np.random.default_rng(5)
FEATURES = RNG.normal(size=(40, 4))
CLASSES = np.array([0] * 22 + [1] * 11 + [2] * 7)[RNG.permutation(40)]
TRAINED = 32
RATE, UPDATES = 0.3, 20
RECIPE = f"""
data:
  source: {{type: npz, path: data.npz, labels: classes, classes: [a, b, c]}}
  split: {{validation: 0.2}}
  batch_size: full
layers: [{{type: dense, units: 3, activation: softmax, kernel_initializer: zeros}}]
optimizer: {{type: sgd, learning_rate: {RATE}}}
training: {{epochs: {UPDATES}, precision: float64}}
"""


@pytest.fixture(autouse=True)
def data(tmp_path: Path) -> None:
    np.savez(tmp_path / "data.npz", x=FEATURES, classes=CLASSES)


def softmax(scores: np.ndarray) -> np.ndarray:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def expected(rows: np.ndarray, by_class: np.ndarray, held_back: np.ndarray) -> tuple[list[float], list[float]]:
    """The loss of each update, and after it that of the rows held back, which are not weighed."""
    x, y = FEATURES[rows], np.eye(3)[CLASSES[rows]]
    weights, kernel, bias = by_class[CLASSES[rows]], np.zeros((4, 3)), np.zeros(3)
    losses, of_held_back = [], []
    for _ in range(UPDATES):
        chances = softmax(x @ kernel + bias)
        losses.append(float(np.mean(-weights * np.log((chances * y).sum(axis=1)))))
        error = weights[:, None] * (chances - y) / len(rows)
        kernel, bias = kernel - RATE * x.T @ error, bias - RATE * error.sum(axis=0)
        chances = softmax(FEATURES[held_back] @ kernel + bias)[np.arange(len(held_back)), CLASSES[held_back]]
        of_held_back.append(float(np.mean(-np.log(chances))))
    return losses, of_held_back


@pytest.mark.parametrize("word", ["sparse_categorical_crossentropy", "categorical_crossentropy"])
@pytest.mark.parametrize("asked", ["balanced", "{a: 0.5, c: 3.0}"])
def test_each_example_counts_by_its_class(train: Train, word: str, asked: str) -> None:
    from dlcli.build.opened import open_data

    loss = f"loss={{type: {word}, class_weight: {asked}}}"
    folder, _ = train(RECIPE, loss)
    rows = open_data(check(folder.resolved, ())).rows
    counts = np.bincount(CLASSES[rows["train"]], minlength=3)
    by_class = TRAINED / (3 * counts) if asked == "balanced" else np.array([0.5, 1.0, 3.0])
    losses, of_held_back = expected(rows["train"], by_class, rows["validation"])
    lines = figures_of(folder)
    np.testing.assert_allclose([line["loss"] for line in lines], losses, rtol=1e-10)
    np.testing.assert_allclose([line["val_loss"] for line in lines], of_held_back, rtol=1e-10)


def test_yes_and_no_have_their_names(train: Train, tmp_path: Path) -> None:
    x = FEATURES[:, :1]
    text = "".join(f"{value:.9f},{'yes' if kind else 'no'}\n" for value, kind in zip(x[:, 0], CLASSES, strict=True))
    (tmp_path / "table.csv").write_text(f"x,kind\n{text}")
    folder, _ = train(
        f"""
data: {{source: {{type: csv, path: table.csv, target: kind, positive: "yes"}}, batch_size: full, shuffle: false}}
layers: [{{type: dense, units: 1, activation: sigmoid, kernel_initializer: zeros}}]
loss: {{type: binary_crossentropy, class_weight: {{"yes": 4.0}}}}
optimizer: {{type: sgd, learning_rate: {RATE}}}
training: {{epochs: {UPDATES}, precision: float64}}
"""
    )
    y, kernel, bias, losses = (CLASSES[:, None] > 0).astype(float), 0.0, 0.0, []
    x = np.round(x, 9)
    weights = np.where(y == 1, 4.0, 1.0)
    for _ in range(UPDATES):
        chances = 1 / (1 + np.exp(-(x * kernel + bias)))
        losses.append(float(np.mean(-weights * np.log(np.where(y == 1, chances, 1 - chances)))))
        error = weights * (chances - y)
        kernel, bias = kernel - RATE * float(np.mean(error * x)), bias - RATE * float(np.mean(error))
    np.testing.assert_allclose([line["loss"] for line in figures_of(folder)], losses, rtol=1e-9)


def test_an_autoencoder_has_no_classes_to_weigh(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text("""
data: {source: digits, transforms: [{type: scale_to, range: [0, 1]}]}
objective: autoencoder
layers: [flatten, {type: dense, units: 64, activation: sigmoid}, {type: reshape, target_shape: [8, 8, 1]}]
loss: {type: binary_crossentropy, class_weight: balanced}
""")
    with pytest.raises(RecipeError, match="autoencoder compares with no classes"):
        check(tmp_path / "small.yaml", ())
