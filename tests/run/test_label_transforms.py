"""Transforms of a label: what is learned is their result, what is said and measured is the label's own numbers."""

from __future__ import annotations

import json
from pathlib import Path

import keras
import numpy as np
import pytest

from dlcli.build.opened import open_data
from dlcli.ground.errors import DataError
from dlcli.recipe.check import check
from dlcli.run.evaluate import evaluate_checkpoint
from tests.run.small import errors_of, task_of, trained

RECIPE = """
name: small
data:
  source: {type: csv, path: data.csv, target: price}
  split: {test: 0.25}
  transforms: {table: [normalization], label: [{type: log, offset: 1.0}, normalization]}
  batch_size: 16
layers: [{type: dense, units: 4, activation: tanh}, {type: dense, units: 1}]
metrics: [mean_absolute_error]
training: {epochs: 2, precision: float64}
"""
PRICES = np.exp(np.linspace(0, 6, 80))


def written(folder: Path) -> Path:
    lines = [f"{number % 9},{number / 7:.6f},{price:.9f}" for number, price in enumerate(PRICES)]
    (folder / "data.csv").write_text("age,size,price\n" + "\n".join(lines) + "\n", "utf-8")
    return folder


def test_loss_is_of_what_they_make_and_figures_are_of_the_label_itself(tmp_path: Path) -> None:
    run = trained(written(tmp_path), RECIPE)
    evaluation = json.loads(run.evaluation.read_bytes())
    rows = open_data(check(tmp_path / "small.yaml")).rows
    data = np.loadtxt(tmp_path / "data.csv", delimiter=",", skiprows=1)
    answers = keras.models.load_model(run.model).predict(data[rows["test"], :2], verbose=0)[:, 0]
    prices, logs = data[rows["test"], 2], np.log(data[rows["train"], 2] + 1)
    assert evaluation["metrics"]["mean_absolute_error"] == pytest.approx(np.abs(answers - prices).mean(), rel=1e-6)

    def changed(values: np.ndarray) -> np.ndarray:
        return (np.log(values + 1) - logs.mean()) / logs.std()

    assert evaluation["loss"] == pytest.approx(((changed(answers) - changed(prices)) ** 2).mean(), rel=1e-6)
    for target in (run.path, run.model, max(run.checkpoints.iterdir())):
        found = evaluate_checkpoint(target, split=None, recipe=None, overrides=())
        assert (found.loss, dict(found.metrics)) == (evaluation["loss"], evaluation["metrics"])


def test_what_was_learned_of_each_column_is_in_the_model(tmp_path: Path) -> None:
    run = trained(
        written(tmp_path), RECIPE, "data.transforms={table: [min_max], label: [min_max]}", "training.epochs=1"
    )
    evaluation = json.loads(run.evaluation.read_bytes())
    rows = open_data(check(tmp_path / "small.yaml")).rows["test"]
    data = np.loadtxt(tmp_path / "data.csv", delimiter=",", skiprows=1)
    answers = keras.models.load_model(run.model).predict(data[rows, :2], verbose=0)[:, 0]
    assert evaluation["metrics"]["mean_absolute_error"] == pytest.approx(
        np.abs(answers - data[rows, 2]).mean(), rel=1e-5
    )
    found = evaluate_checkpoint(run.path, split=None, recipe=None, overrides=())
    assert (found.loss, dict(found.metrics)) == (evaluation["loss"], evaluation["metrics"])


@pytest.mark.parametrize("rows", ["[{type: rescaling, scale: 0.01, offset: 3}]", "[min_max]", "[normalization]"])
def test_each_is_undone(tmp_path: Path, rows: str) -> None:
    task = task_of(written(tmp_path), RECIPE, f"data.transforms.label={rows}")
    _, labels = next(iter(task.pipeline.in_order("test")))
    batch = next(iter(task.pipeline.in_order("test")))
    from dlcli.keras_objects.objective import Draws

    found = task.objective.look(batch, Draws(0, 0))["label"].labels.numpy()[:, 0]
    data = np.loadtxt(tmp_path / "data.csv", delimiter=",", skiprows=1)
    wanted = data[task.pipeline.splits["test"][: len(found)], 2]
    np.testing.assert_allclose(found, wanted, rtol=1e-9)
    assert np.abs(labels["label"].numpy()[:, 0] - wanted).max() > 1


def test_a_number_without_a_result_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="the transforms of label make -inf of 1, in row 0"):
        task_of(written(tmp_path), RECIPE.replace("offset: 1.0", "offset: -1.0").replace(", normalization]", "]"))


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ("label: [{type: log, offset: 1.0}", "label: [{type: clip, range: [0, 9]}", "clip cannot be undone"),
        ("label: [", "lable: [", "the data has no feature or label 'lable'"),
        ("source: {type: csv, path: data.csv, target: price}", "source: iris", "label is a class"),
        ("metrics: [mean_absolute_error]", "objective: autoencoder", "autoencoder looks at no label"),
    ],
)
def test_mistakes_are_told(tmp_path: Path, wrong: str, right: str, said: str) -> None:
    assert wrong in RECIPE
    found = errors_of(written(tmp_path), RECIPE.replace(wrong, right))
    assert any(said in each for each in found), found
