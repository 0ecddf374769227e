"""Updates that are not finite: the training stops, leaves them out, or goes back and past them; beside NumPy."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest

from dlcli.ground.errors import DivergedError, Interrupted
from dlcli.run import checkpoints
from dlcli.run.events import EpochEnded, Event, RolledBack, Skipped
from dlcli.run.folder import RunFolder
from tests.conftest import Arm
from tests.run.conftest import Runs, Train
from tests.run.stopping import figures_of, resumed_from, stopped_and_resumed

RNG = np.random.default_rng(5)
FEATURES = RNG.normal(size=(19, 3))
TARGETS = FEATURES @ RNG.normal(size=(3, 1)) + 0.1 * RNG.normal(size=(19, 1))
Kind = TypeVar("Kind", bound=Event)
BATCH, PER_EPOCH = 4, 5
BAD = 3
"""The batch of each epoch whose loss overflows."""
RECIPE = """
name: small
data: {source: {type: npz, path: data.npz, labels: y}, batch_size: 4, shuffle: false}
layers: [{type: dense, units: 1, kernel_initializer: zeros}]
optimizer: {type: sgd, learning_rate: 0.1}
training:
  epochs: 2
  precision: float64
  on_nan: rollback
  steps_per_execution: 1
  checkpoint: {every_steps: 2, keep: 9}
"""


def poisoned(folder: Path, *batches: int) -> None:
    targets = TARGETS.copy()
    for batch in batches:
        targets[batch * BATCH] = 1e200
    np.savez(folder / "data.npz", x=FEATURES, y=targets)


@pytest.fixture(autouse=True)
def data(tmp_path: Path) -> None:
    poisoned(tmp_path, BAD)


def after(updates: Iterable[int], *, from_2_on: float = 0.1) -> tuple[np.ndarray, dict[int, float]]:
    """Weights and bias after these updates and no others, with the loss of each; the learning rate is 0.1."""
    weights, losses = np.zeros((4, 1)), {}
    inputs = np.hstack([FEATURES, np.ones((19, 1))])
    for update in updates:
        rows = slice(update % PER_EPOCH * BATCH, update % PER_EPOCH * BATCH + BATCH)
        error = inputs[rows] @ weights - TARGETS[rows]
        losses[update] = float(np.mean(error**2))
        rate = from_2_on if update >= 2 else 0.1
        weights = weights - rate * 2 * inputs[rows].T @ error / len(error)
    return weights, losses


def weights_of(run: RunFolder) -> np.ndarray:
    arrays, _ = checkpoints.read(max(run.checkpoints.iterdir()))
    return np.vstack([arrays["model/layers/dense/0"], arrays["model/layers/dense/1"]])


def lines(run: RunFolder) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run.metrics.read_text("utf-8").splitlines()]


def of_kind(events: list[Event], kind: type[Kind]) -> list[Kind]:
    return [event for event in events if isinstance(event, kind)]


@pytest.mark.parametrize("steps_a_call", [1, 64])
def test_a_bad_update_is_left_out(train: Train, steps_a_call: int) -> None:
    choices = ("training.on_nan=skip_step", f"training.steps_per_execution={steps_a_call}")
    run, events = train(RECIPE, *choices, "training.checkpoint.every_steps=100")
    made = [update for update in range(10) if update % PER_EPOCH != BAD]
    weights, losses = after(made)
    np.testing.assert_allclose(weights_of(run), weights, rtol=1e-12)
    found = lines(run)
    assert [line["skipped"] for line in found] == [1, 1]
    sizes = {0: 4, 1: 4, 2: 4, 4: 3}
    expected = [sum(losses[first + batch] * rows for batch, rows in sizes.items()) / 15 for first in (0, 5)]
    np.testing.assert_allclose([line["loss"] for line in found], expected, rtol=1e-12)
    assert sum(event.updates for event in of_kind(events, Skipped)) == 2
    assert [event.skipped for event in of_kind(events, EpochEnded)] == [1, 1]


def test_an_epoch_without_a_bad_update_says_nothing_of_them(train: Train, tmp_path: Path) -> None:
    poisoned(tmp_path)
    run, events = train(RECIPE, "training.on_nan=skip_step")
    assert not any("skipped" in line for line in lines(run))
    assert of_kind(events, Skipped) == []


def test_the_learning_rate_that_is_told_is_that_of_the_last_update_made(train: Train) -> None:
    schedule = "optimizer.learning_rate={type: piecewise_constant_decay, boundaries: [0, 3, 7], values: [1, 2, 3, 4]}"
    run, _ = train(RECIPE, "training.on_nan=skip_step", schedule.replace("[1, 2, 3, 4]", "[0.1, 0.2, 0.3, 0.4]"))
    # Four updates of each epoch are made: numbers 0 to 3 and 4 to 7.
    assert [line["learning_rate"] for line in lines(run)] == pytest.approx([0.2, 0.3])


def test_more_than_ten_in_a_row_end_the_training(train: Train, tmp_path: Path) -> None:
    poisoned(tmp_path, *range(PER_EPOCH))
    with pytest.raises(DivergedError, match="the last 10 updates were not finite and have been left out") as caught:
        train(RECIPE, "training.on_nan=skip_step", "training.epochs=9")
    assert caught.value.exit_code == 5
    assert "step 10" in str(caught.value)


def test_a_bad_update_sends_it_back_to_a_checkpoint_and_past_what_led_there(train: Train) -> None:
    run, events = train(RECIPE)
    # Back from update 3 to step 2, from update 8 to step 8.
    weights, losses = after([0, 1, 4, 5, 6, 7, 9])
    np.testing.assert_allclose(weights_of(run), weights, rtol=1e-12)
    found = lines(run)
    assert [(line["epoch"], line["skipped"]) for line in found] == [(1, 2), (2, 1)]
    expected = [
        (4 * losses[0] + 4 * losses[1] + 3 * losses[4]) / 11,
        (4 * (losses[5] + losses[6] + losses[7]) + 3 * losses[9]) / 15,
    ]
    np.testing.assert_allclose([line["loss"] for line in found], expected, rtol=1e-12)
    assert [(event.bad, event.step) for event in of_kind(events, RolledBack)] == [(4, 2), (9, 8)]


def test_figures_of_epochs_that_are_taken_again_are_taken_out(train: Train, tmp_path: Path) -> None:
    """A rate that grows makes the loss of the second epoch overflow, when no epoch is saved yet."""
    poisoned(tmp_path)
    growing = "{type: piecewise_constant_decay, boundaries: [6], values: [0.01, 1.0e+30]}"
    recipe = RECIPE.replace("rate: 0.1", f"rate: {growing}").replace("every_steps: 2, keep: 9", "every_epochs: 9")
    run, events = train(recipe.replace("epochs: 2\n", "epochs: 3\n"), "training.precision=float32")
    assert [(event.bad, event.step) for event in of_kind(events, RolledBack)] == [(9, 0)]
    ended = [(event.epoch, event.skipped) for event in of_kind(events, EpochEnded)]
    assert ended == [(1, 0), (1, 5), (2, 4), (3, 0)]
    assert [line["step"] for line in lines(run)] == [5, 10, 15]


def test_going_back_too_often_ends_the_training(train: Train, tmp_path: Path) -> None:
    poisoned(tmp_path, *range(PER_EPOCH))
    with pytest.raises(DivergedError, match="again, after going back 10 times") as caught:
        train(RECIPE, "training.epochs=9")
    assert caught.value.exit_code == 5


def test_a_run_that_diverged_can_be_told_to_go_back(runs: Runs) -> None:
    with pytest.raises(DivergedError):
        runs.train(RECIPE, "training.on_nan=stop")
    runs.resume("training.on_nan=rollback", target=runs.newest.path, from_step=2)
    np.testing.assert_allclose(weights_of(runs.newest), after([0, 1, 4, 5, 6, 7, 9])[0], rtol=1e-12)


def test_going_back_keeps_a_learning_rate_that_was_changed_after_the_checkpoint(runs: Runs) -> None:
    with pytest.raises(DivergedError):
        runs.train(RECIPE, "training.on_nan=stop")
    changes = "training.on_nan=rollback", "optimizer.learning_rate=0.05"
    runs.resume(*changes, target=runs.newest.path, from_step=2)
    expected, _ = after([0, 1, 4, 5, 6, 7, 9], from_2_on=0.05)
    np.testing.assert_allclose(weights_of(runs.newest), expected, rtol=1e-12)


@pytest.mark.slow
def test_several_devices_say_that_they_diverged(runs: Runs, repository: Path) -> None:
    """The learning rate that is told has a copy on each device."""
    runs.recipe.write_text(RECIPE.replace("on_nan: rollback", "on_nan: stop"), "utf-8")
    devices = "distribution={type: mirrored, devices: ['CPU:0', 'CPU:1']}"
    command = [sys.executable, "-m", "dlcli", "train", str(runs.recipe), "--set", devices]
    environment = {**os.environ, "PYTHONPATH": str(repository)}
    done = subprocess.run(command, cwd=runs.folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 5, done.stderr
    assert "learning_rate 0.1" in done.stderr


@pytest.mark.parametrize("at", [pytest.param(4, marks=pytest.mark.slow), 6, pytest.param(8, marks=pytest.mark.slow)])
def test_killed_and_resumed_it_goes_back_as_it_did(runs: Runs, tmp_path: Path, at: int) -> None:
    whole = runs.train(RECIPE)
    counted = 0

    def stops(event: Event) -> bool:
        nonlocal counted
        counted += type(event).__name__ == "Progressed"
        return counted == at

    resumed = stopped_and_resumed(tmp_path / "small.yaml", tmp_path / "again", at=stops)
    assert resumed_from(resumed)[0] > 0
    np.testing.assert_array_equal(weights_of(resumed), weights_of(whole))
    assert figures_of(resumed) == figures_of(whole)


def test_a_checkpoint_that_a_signal_asked_for_is_none_to_go_back_to(runs: Runs, arm: Arm) -> None:
    """An uninterrupted run has none there: keep: 1 would take the one away that it has."""
    recipe = RECIPE.replace("every_steps: 2, keep: 9", "every_steps: 4, keep: 1")
    whole = runs.train(recipe)
    np.testing.assert_allclose(weights_of(whole), after([4, 5, 6, 7, 9])[0], rtol=1e-12)
    arm("train.step@2=signal:SIGTERM")
    with pytest.raises(Interrupted):
        runs.train(recipe)
    arm("")
    runs.resume()
    run = runs.newest
    assert run.path != whole.path
    assert resumed_from(run) == [2]
    np.testing.assert_array_equal(weights_of(run), weights_of(whole))
    assert figures_of(run) == figures_of(whole)


HIDDEN = """
name: small
data: {source: {type: npz, path: data.npz, labels: y}, batch_size: 4, shuffle: false}
layers:
  - {type: dense, units: 2, kernel_initializer: zeros, bias_initializer: ones, activation: relu}
  - {type: dense, units: 1, kernel_initializer: ones}
optimizer: {type: sgd, learning_rate: 0.1}
training: {epochs: 1, checkpoint: {every_epochs: 1}}
"""


@pytest.mark.parametrize("on_nan", ["stop", "skip_step", "rollback"])
def test_a_gradient_that_is_not_finite_where_the_loss_is(train: Train, tmp_path: Path, on_nan: str) -> None:
    """Numbers near the largest float32 overflow in the gradient alone; what is lost then hides behind relu."""
    features = FEATURES.copy()
    features[:, 0] = [3e38] * BATCH + [-1.0] * (19 - BATCH)
    np.savez(tmp_path / "data.npz", x=features, y=np.full((19, 1), 50.0))
    recipe = HIDDEN.replace("epochs: 1,", f"epochs: 1, on_nan: {on_nan},")
    if on_nan == "stop":
        with pytest.raises(DivergedError, match="weights of dense are not finite") as caught:
            train(recipe)
        assert caught.value.exit_code == 5
        assert checkpoints.list_names(tmp_path / "runs" / "small" / "latest" / "checkpoints") == []
    else:
        run, _ = train(recipe)
        arrays, _ = checkpoints.read(max(run.checkpoints.iterdir()))
        assert all(np.isfinite(array).all() for array in arrays.values())
        assert lines(run)[0]["skipped"] == 1


WITH_STATISTICS = """
name: small
data: {source: {type: npz, path: data.npz, labels: y}, batch_size: 4, shuffle: false}
layers: [batch_normalization, {type: dense, units: 1, kernel_initializer: zeros}]
training: {epochs: 1, precision: float64, on_nan: skip_step, checkpoint: {every_steps: 1, keep: 9}}
"""


def test_an_update_that_is_left_out_leaves_the_statistics_of_batch_normalization_alone(
    train: Train, tmp_path: Path
) -> None:
    features = FEATURES.copy()
    features[BAD * BATCH, 1] = 1e200
    np.savez(tmp_path / "data.npz", x=features, y=TARGETS)
    run, events = train(WITH_STATISTICS)
    assert [event.updates for event in of_kind(events, Skipped)] == [1]
    states = [checkpoints.read(run.checkpoints / f"step-{step:08d}")[0] for step in (BAD, BAD + 1, BAD + 2)]
    for number in range(4):
        name = f"model/layers/batch_normalization/{number}"
        np.testing.assert_array_equal(states[0][name], states[1][name])
    assert not np.array_equal(states[1][name], states[2][name])


def test_a_gradient_whose_square_overflows_is_left_out(train: Train, tmp_path: Path) -> None:
    """Adam keeps squares: weights would be lost a few updates after such a gradient, whose loss is finite."""
    features = FEATURES.astype(np.float32)
    features[BAD * BATCH] = 1e30
    np.savez(tmp_path / "data.npz", x=features, y=TARGETS)
    loss = "loss: mean_absolute_error\noptimizer: adam\n"
    text = RECIPE.replace("optimizer: {type: sgd, learning_rate: 0.1}\n", loss).replace("rollback", "skip_step")
    run, events = train(text, "training.precision=float32")
    assert sum(event.updates for event in of_kind(events, Skipped)) == 2
    assert np.isfinite(weights_of(run)).all()
