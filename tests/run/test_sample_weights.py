"""Weights of examples: what NumPy makes of weight × loss over all examples, in training and in what is looked at."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dlcli.build.opened import open_data
from dlcli.ground.errors import DataError
from dlcli.recipe.check import check
from tests.run.conftest import Train
from tests.run.stopping import figures_of

RNG = np.random.default_rng(8)
X, Y = np.round(RNG.normal(size=(30, 2)), 4), np.round(RNG.normal(size=30), 4)
WEIGHTS = np.round(RNG.uniform(0, 3, 30), 4)
RECIPE = """
data:
  source: {type: csv, path: table.csv, target: y, sample_weight: w}
  split: {validation: 0.2}
  batch_size: 7
  shuffle: false
layers: [{type: dense, units: 1, kernel_initializer: zeros}]
optimizer: {type: sgd, learning_rate: 0.05}
training: {epochs: 6, precision: float64}
"""


def write(folder: Path, weights: np.ndarray = WEIGHTS) -> None:
    rows = "".join(f"{a},{b},{y},{w}\n" for (a, b), y, w in zip(X, Y, weights, strict=True))
    (folder / "table.csv").write_text(f"a,b,y,w\n{rows}")


def test_each_example_counts_by_its_weight(train: Train, tmp_path: Path) -> None:
    write(tmp_path)
    folder, _ = train(RECIPE)
    rows = open_data(check(folder.resolved, ())).rows
    kernel, bias = np.zeros(2), 0.0
    held_back = rows["validation"]
    for line in figures_of(folder):
        losses = []
        for first in range(0, len(rows["train"]), 7):
            batch = rows["train"][first : first + 7]
            error, weights = X[batch] @ kernel + bias - Y[batch], WEIGHTS[batch]
            losses.append((np.mean(weights * error**2), len(batch)))
            kernel, bias = (
                kernel - 0.05 * 2 * (weights * error) @ X[batch] / len(batch),
                bias - 0.05 * 2 * float(np.mean(weights * error)),
            )
        assert line["loss"] == pytest.approx(sum(loss * size for loss, size in losses) / len(rows["train"]), rel=1e-10)
        error = X[held_back] @ kernel + bias - Y[held_back]
        assert line["val_loss"] == pytest.approx(np.mean(WEIGHTS[held_back] * error**2), rel=1e-10)


def test_the_weight_is_no_feature_and_follows_its_row(tmp_path: Path) -> None:
    kinds = ["ant", "bee", "ant", "bee", "ant"]
    rows = "".join(f"{place},{kind},{place}.5\n" for place, kind in enumerate(kinds))
    (tmp_path / "table.csv").write_text(f"x,kind,w\n{rows}")
    source = "{type: csv, path: table.csv, target: kind, sample_weight: w, limit_per_class: 1}"
    (tmp_path / "small.yaml").write_text(
        f"data: {{source: {source}}}\nlayers: [{{type: dense, units: 2, activation: softmax}}]\n"
    )
    loaded = open_data(check(tmp_path / "small.yaml", ())).loaded
    assert list(loaded.features) == ["x", "table"]
    assert loaded.facts.features["table"].shape == (1,)
    assert loaded.weights is not None
    assert loaded.weights.tolist() == [0.5, 1.5]


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        (np.where(np.arange(30) == 4, -1.0, WEIGHTS), "the weight 'w' is -1 in row 5 of"),
        (np.zeros(30), "every weight 'w' of .* is 0: no example counts"),
    ],
)
def test_weights_that_mean_nothing_are_refused(train: Train, tmp_path: Path, weights: np.ndarray, message: str) -> None:
    write(tmp_path, weights)
    with pytest.raises(DataError, match=message):
        train(RECIPE)


def test_an_autoencoder_counts_them_too(train: Train, tmp_path: Path) -> None:
    write(tmp_path)
    recipe = RECIPE.replace("units: 1", "units: 2") + "objective: autoencoder\n"
    folder, _ = train(recipe, "training.epochs=1", "data.batch_size=full")
    rows = open_data(check(folder.resolved, ())).rows["train"]
    expected = np.mean(WEIGHTS[rows] * np.mean(X[rows] ** 2, axis=1))
    assert figures_of(folder)[0]["loss"] == pytest.approx(expected, rel=1e-10)
