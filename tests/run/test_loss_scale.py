"""The loss's scale under mixed_float16: what overflows is left out and scaled less, what is small is not lost."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from dlcli.build import scaling
from dlcli.ground.errors import DivergedError
from dlcli.run import checkpoints
from dlcli.run.folder import RunFolder
from tests.run.conftest import Train

RNG = np.random.default_rng(2)
FEATURES = RNG.uniform(0.5, 1, size=(32, 3))
RECIPE = """
name: small
data: {source: {type: npz, path: data.npz, labels: y}, batch_size: 8, shuffle: false}
layers:
  - {type: dense, units: 4, kernel_initializer: ones, activation: relu}
  - {type: dense, units: 1, kernel_initializer: ones}
optimizer: {type: sgd, learning_rate: 0.001}
training:
  epochs: 3
  precision: mixed_float16
  steps_per_execution: 1
  checkpoint: {every_steps: 1, keep: 99}
"""
LOSS = "loss: {type: mean_squared_error, weight: 1.0e-7}\n"
KERNEL = "model/layers/dense/0"


def targets(folder: Path, values: np.ndarray | float) -> None:
    np.savez(folder / "data.npz", x=FEATURES, y=np.zeros((32, 1)) + values)


def states(run: RunFolder) -> list[dict[str, np.ndarray]]:
    return [checkpoints.read(run.checkpoints / name)[0] for name in checkpoints.list_names(run.checkpoints)]


def test_an_overflow_is_left_out_and_halves_the_scale_and_good_updates_double_it(
    train: Train, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scaling, "GROWS_AFTER", 3)
    targets(tmp_path, 60.0)
    run, _ = train(RECIPE)
    found = states(run)
    seen = [float(state["scale/train/factor"]) for state in found]
    changes = {after / before for before, after in pairwise(seen)}
    assert seen[0] == scaling.INITIAL / 2
    assert changes == {0.5, 1.0, 2.0}
    good = 0
    for before, after in pairwise(found):
        change = after["scale/train/factor"] / before["scale/train/factor"]
        moved = change != 0.5
        good = (good + 1) % 3 if moved else 0
        assert (change == 2) == (moved and good == 0)
        assert after["scale/train/good"] == good
        assert after["optimizer/train/0"] - before["optimizer/train/0"] == moved
        assert np.array_equal(after[KERNEL], before[KERNEL]) != moved
    # An overflow that a smaller scale mends is no update that was left out: nothing was wrong with it.
    assert "skipped" not in run.metrics.read_text("utf-8")
    assert len(found) == 12


@pytest.mark.parametrize("initial", [scaling.INITIAL, 1.0])
def test_small_gradients_are_not_lost(
    train: Train, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, initial: float
) -> None:
    """Of errors of 1e-8 each example's part of the gradient is below the smallest float16, 6e-8."""
    monkeypatch.setattr(scaling, "INITIAL", initial)
    hidden = np.maximum(0, (FEATURES.astype("float16").astype("float32")) @ np.ones((3, 4)))
    targets(tmp_path, hidden.sum(1, keepdims=True) + 1e-1)
    recipe = RECIPE.replace("optimizer:", LOSS + "optimizer:")
    recipe = recipe.replace("learning_rate: 0.001", "learning_rate: 1000.0").replace("epochs: 3", "steps: 1")
    mixed, _ = train(recipe)
    full, _ = train(recipe, "training.precision=float32")
    moves = [states(run)[0][KERNEL] - 1 for run in (mixed, full)]
    assert np.all(moves[1] != 0)
    if initial == 1:
        assert np.all(moves[0] == 0)
    else:
        np.testing.assert_allclose(*moves, rtol=0.2)


def test_a_gradient_that_no_scale_mends_ends_the_training(train: Train, tmp_path: Path) -> None:
    targets(tmp_path, 1e10)
    with pytest.raises(DivergedError, match="the loss or a gradient is not finite") as caught:
        train(RECIPE.replace("every_steps: 1", "every_epochs: 9"), "training.epochs=9")
    # Fifteen halvings, then the scale is 1.
    assert "step 16" in str(caught.value)
