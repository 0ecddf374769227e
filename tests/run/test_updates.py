"""An update beside the same rule in NumPy: several batches added up, gradients clipped, weights averaged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dlcli.run import checkpoints
from dlcli.run.evaluate import evaluate_checkpoint
from dlcli.run.events import Started
from dlcli.run.folder import RunFolder
from tests.run.conftest import Train

RNG = np.random.default_rng(7)
FEATURES = RNG.normal(size=(19, 3))
TARGETS = FEATURES @ np.array([[3.0], [-2.0], [1.0]]) + 4 + 0.1 * RNG.normal(size=(19, 1))
RECIPE = """
name: small
data: {source: {type: npz, path: data.npz, labels: y}, batch_size: 4, shuffle: false}
layers:
  - {type: dense, units: 1, kernel_initializer: zeros, kernel_regularizer: {type: l2, l2: 0.01}}
optimizer: {type: sgd, learning_rate: 0.1}
training: {epochs: 3, precision: float64}
"""


@pytest.fixture(autouse=True)
def data(tmp_path: Path) -> None:
    np.savez(tmp_path / "data.npz", x=FEATURES, y=TARGETS)


def clipped(gradients: list[np.ndarray], how: str, limit: float) -> list[np.ndarray]:
    if how == "clipvalue":
        return [np.clip(each, -limit, limit) for each in gradients]
    norms = [float(np.linalg.norm(each)) for each in gradients]
    if how == "global_clipnorm":
        norms = [float(np.hypot(*norms))] * 2
    return [each * min(1, limit / norm) for each, norm in zip(gradients, norms, strict=True)]


def trained(size: int, how: str = "clipnorm", limit: float = 1e9) -> list[np.ndarray]:
    """Kernel above bias, after each update of three epochs with this many examples in each."""
    kernel, bias, found = np.zeros((3, 1)), np.zeros(1), []
    for _ in range(3):
        for start in range(0, 19, size):
            inputs, targets = FEATURES[start : start + size], TARGETS[start : start + size]
            error = inputs @ kernel + bias - targets
            gradients = [2 * inputs.T @ error / len(error) + 0.02 * kernel, 2 * np.mean(error, axis=0)]
            moves = clipped(gradients, how, limit)
            kernel, bias = kernel - 0.1 * moves[0], bias - 0.1 * moves[1]
            found.append(np.vstack([kernel, bias]))
    return found


def newest(run: RunFolder) -> dict[str, np.ndarray]:
    return checkpoints.read(max(run.checkpoints.iterdir()))[0]


def weights_of(run: RunFolder, name: str = "model/layers/dense") -> np.ndarray:
    arrays = newest(run)
    return np.vstack([arrays[f"{name}/0"], arrays[f"{name}/1"]])


def lines(run: RunFolder) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run.metrics.read_text("utf-8").splitlines()]


@pytest.mark.parametrize(
    ("how", "limit"), [("clipnorm", 1e9), ("clipnorm", 0.5), ("clipvalue", 0.7), ("global_clipnorm", 0.5)]
)
def test_batches_added_up_are_one_batch_and_clipped_as_one(train: Train, how: str, limit: float) -> None:
    """19 examples in batches of 4, two an update: the third update has one batch, and that is short."""
    expected = trained(8, how, limit)
    clip = f"optimizer.{how}={limit}"
    added, _ = train(RECIPE, "training.gradient_accumulation=2", clip)
    np.testing.assert_allclose(weights_of(added), expected[-1], rtol=1e-12)
    at_once, _ = train(RECIPE, "data.batch_size=8", clip)
    np.testing.assert_allclose(weights_of(at_once), expected[-1], rtol=1e-12)
    losses = [[line["loss"] for line in lines(run)] for run in (added, at_once)]
    np.testing.assert_allclose(*losses, rtol=1e-12)


def test_more_batches_than_an_epoch_has_and_a_penalty_on_outputs(train: Train) -> None:
    recipe = RECIPE.replace("units: 1,", "units: 1, activity_regularizer: {type: l2, l2: 0.01},")
    recipe = recipe.replace("type: sgd, learning_rate: 0.1", "type: adam, learning_rate: 0.1")
    added, _ = train(recipe, "training.gradient_accumulation=7")
    at_once, _ = train(recipe, "data.batch_size=full")
    np.testing.assert_allclose(weights_of(added), weights_of(at_once), rtol=1e-12)
    assert [line["step"] for line in lines(added)] == [1, 2, 3]


def test_steps_schedules_and_checkpoints_count_updates(train: Train) -> None:
    recipe = RECIPE.replace("epochs: 3", "steps: 5, gradient_accumulation: 2, checkpoint: {every_steps: 2, keep: 9}")
    rates = "{type: piecewise_constant_decay, boundaries: [1, 3], values: [0.1, 0.2, 0.3]}"
    run, _ = train(recipe.replace("learning_rate: 0.1", f"learning_rate: {rates}"))
    assert checkpoints.list_names(run.checkpoints) == ["step-00000002", "step-00000004", "step-00000005"]
    assert [(line["step"], line["learning_rate"]) for line in lines(run)] == [(3, 0.2), (5, 0.3)]
    assert newest(run)["optimizer/train/0"] == 5


def test_a_checkpoint_that_is_due_at_the_end_of_an_epoch_is_made(train: Train) -> None:
    run, _ = train(RECIPE, "training.checkpoint={every_steps: 5, keep: 9}")
    assert checkpoints.list_names(run.checkpoints) == ["step-00000005", "step-00000010", "step-00000015"]


@pytest.mark.parametrize("accumulation", [1, 2])
def test_averages_follow_the_weights_and_stand_in_for_them(train: Train, accumulation: int) -> None:
    import keras

    choices = ("regularization.weight_averaging={momentum: 0.8}", f"training.gradient_accumulation={accumulation}")
    run, _ = train(RECIPE, *choices)
    weights = trained(4 * accumulation)
    average = weights[0]
    for each in weights:
        average = 0.8 * average + 0.2 * each
    np.testing.assert_allclose(weights_of(run), weights[-1], rtol=1e-12)
    np.testing.assert_allclose(weights_of(run, "averages/train"), average, rtol=1e-12)
    kernel, bias = keras.models.load_model(run.model).get_weights()
    np.testing.assert_allclose(np.vstack([kernel, bias]), average, rtol=1e-12)


@pytest.mark.parametrize(("start", "left_out"), [("0", 0), ("0.5", 7), ("0.95", 14)])
def test_the_last_weights_are_averaged_alike(train: Train, start: str, left_out: int) -> None:
    run, _ = train(RECIPE, f"regularization.weight_averaging={{start: {start}}}")
    weights = trained(4)
    assert len(weights) == 15
    np.testing.assert_allclose(weights_of(run, "averages/train"), np.mean(weights[left_out:], axis=0), rtol=1e-12)


def test_validation_the_best_model_and_every_evaluation_use_the_averages(train: Train, tmp_path: Path) -> None:
    import keras

    recipe = RECIPE.replace("shuffle: false", "shuffle: false, split: {validation: 0.3}")
    run, events = train(recipe, "regularization.weight_averaging={momentum: 0.9}", "optimizer.learning_rate=0.02")
    task = next(event.task for event in events if isinstance(event, Started))
    rows = task.opened.rows["validation"]
    losses = []
    for path in (run.best, run.model):
        kernel, bias = keras.models.load_model(path).get_weights()
        error = FEATURES[rows] @ kernel + bias - TARGETS[rows]
        losses.append(float(np.mean(error**2) + 0.01 * np.sum(kernel**2)))
    found = [line["val_loss"] for line in lines(run)]
    # Each epoch of this training is better than the one before, so that the last one is the best.
    assert found == sorted(found, reverse=True)
    np.testing.assert_allclose(losses, found[-1], rtol=1e-12)
    for target in (run.path, run.model, max(run.checkpoints.iterdir())):
        seen = evaluate_checkpoint(target, split="validation", recipe=None, overrides=())
        assert seen.loss == pytest.approx(found[-1], rel=1e-12)
    assert not np.allclose(weights_of(run), weights_of(run, "averages/train"))
