"""A trained network is scored with its own recipe, and refused with another's."""

from __future__ import annotations

from pathlib import Path

import pytest

from dlcli.ground.errors import CheckpointError
from dlcli.run.evaluate import evaluate_checkpoint
from tests.run.conftest import Train

RECIPE = """
data: {source: iris, split: {test: 0.2}}
layers: [{type: dense, units: "${data.classes}", activation: softmax}]
training: {epochs: 1}
"""


def test_a_model_of_another_recipe(train: Train, tmp_path: Path) -> None:
    run, _ = train(RECIPE)
    other = tmp_path / "other.yaml"
    other.write_text(RECIPE.replace("iris", "wine"), "utf-8")
    with pytest.raises(CheckpointError, match="of another recipe: it takes 4, the recipe says 13"):
        evaluate_checkpoint(run.model, split=None, recipe=other, overrides=())
    other.write_text(RECIPE.replace('"${data.classes}"', "2"), "utf-8")
    other.write_text(RECIPE.replace("iris", "{type: iris, classes: [setosa, versicolor]}"), "utf-8")
    with pytest.raises(CheckpointError, match="it gives 3, the recipe says 2"):
        evaluate_checkpoint(run.model, split=None, recipe=other, overrides=())


def test_a_model_file_outside_its_run_with_its_recipe(train: Train, tmp_path: Path) -> None:
    run, _ = train(RECIPE)
    moved = tmp_path / "moved.keras"
    moved.write_bytes(run.model.read_bytes())
    inside = evaluate_checkpoint(run.path, split=None, recipe=None, overrides=())
    assert evaluate_checkpoint(moved, split=None, recipe=tmp_path / "small.yaml", overrides=()) == inside


def test_a_score_of_hinge_above_0_means_yes(train: Train) -> None:
    text = """
data: {source: {type: iris, classes: [setosa, virginica], positive: virginica}}
layers: [{type: dense, units: 1, kernel_initializer: zeros, bias_initializer: {type: constant, value: 0.3}}]
loss: LOSS
metrics: [accuracy, recall]
optimizer: {type: sgd, learning_rate: 1e-6}
training: {epochs: 1}
"""
    for loss in ("hinge", "squared_hinge"):
        run, _ = train(text.replace("LOSS", loss))
        found = evaluate_checkpoint(run.path, split=None, recipe=None, overrides=())
        assert found.metrics == {"accuracy": 0.5, "recall": 1.0}
        assert found.outputs["label"].confusion == ((0, 50), (0, 50))
