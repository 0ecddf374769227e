"""The learning rate on a plateau: Keras's rule, its memory, what training does with it, what is written down."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from dlcli.run.events import EpochEnded, Event
from tests.parts.cases import read
from tests.run.conftest import Runs, Train
from tests.run.stopping import figures_of, resumed_from, states_of, stopped_and_resumed

RNG = np.random.default_rng(5)
FEATURES = RNG.normal(size=(12, 3))
TARGETS = FEATURES @ RNG.normal(size=(3, 1)) + 0.1 * RNG.normal(size=(12, 1))
SETTINGS = [
    {"factor": 0.5, "patience": 2},
    {"factor": 0.1, "patience": 1, "cooldown": 2, "min_delta": 0.05},
    {"factor": 0.3, "patience": 3, "min_lr": 0.001},
    {"factor": 0.5, "patience": 0, "cooldown": 1},
    {"factor": 0.7, "patience": 2, "mode": "max", "min_lr": 0.004},
]
RECIPE = """
name: plateau
data: {source: {type: npz, path: data.npz, labels: targets}, batch_size: 4}
layers: [{type: dense, units: 1, kernel_initializer: zeros}]
optimizer:
  type: sgd
  learning_rate: {type: reduce_on_plateau, initial_learning_rate: 0.1, monitor: loss, patience: 2, min_delta: 0.5,
    factor: 0.5, cooldown: 1}
training: {epochs: 9, checkpoint: {every_epochs: 1}}
"""


@pytest.fixture(autouse=True)
def data(tmp_path: Path) -> None:
    np.savez(tmp_path / "data.npz", x=FEATURES, targets=TARGETS)


def plateau(settings: dict[str, Any]) -> Any:
    from dlcli.run.controls.plateau import Plateau

    fields = {"initial_learning_rate": 0.01, "monitor": "val_loss", "mode": "min", **settings}
    schedule: Any = read("schedules", "reduce_on_plateau", fields)
    return Plateau(schedule, monitor="val_loss", mode=fields["mode"])


def figures(seed: int) -> list[float]:
    generator = np.random.default_rng(seed)
    return list(2 * 0.97 ** np.arange(60) + 0.1 * generator.normal(size=60))


def of_keras(settings: dict[str, Any], values: list[float]) -> list[float]:
    import keras

    given = {"monitor": "val_loss", "mode": "min", **settings}
    callback = keras.callbacks.ReduceLROnPlateau(**given)
    optimizer = keras.optimizers.SGD(0.01)
    callback.set_model(SimpleNamespace(optimizer=optimizer))
    callback.on_train_begin()
    found = []
    for epoch, value in enumerate(values):
        callback.on_epoch_end(epoch, {"val_loss": value})
        found.append(float(optimizer.learning_rate.numpy()))
    return found


@pytest.mark.parametrize("settings", SETTINGS)
def test_rates_are_those_of_keras(settings: dict[str, Any]) -> None:
    for seed in range(3):
        control, values = plateau(settings), figures(seed)
        found = []
        for epoch, value in enumerate(values):
            control.see(value, step=epoch, epoch=epoch)
            found.append(control.rate)
        assert len(set(found)) > 2
        assert found == pytest.approx(of_keras(settings, values), rel=1e-5)


def test_not_a_number_is_no_improvement() -> None:
    control = plateau({"patience": 2})
    falls = [control.see(value, step=0, epoch=0) for value in (float("nan"), 1.0, float("nan"), float("nan"), 0.5)]
    assert falls == [None, None, None, pytest.approx(0.001), None]


def test_what_is_saved_goes_on_as_if_nothing_had_happened() -> None:
    whole, settings = [], SETTINGS[1]
    control = plateau(settings)
    for value in figures(1):
        control.see(value, step=0, epoch=0)
        whole.append(control.rate)
    for cut in (1, 7, 23):
        first, second = plateau(settings), plateau(settings)
        for value in figures(1)[:cut]:
            first.see(value, step=0, epoch=0)
        second.restore(json.loads(json.dumps(first.state())))
        found = []
        for value in figures(1)[cut:]:
            second.see(value, step=0, epoch=0)
            found.append(second.rate)
        assert found == whole[cut:]


def test_training_takes_the_rate_that_is_written_down(train: Train) -> None:
    folder, events = train(RECIPE, "data.batch_size=full", "data.shuffle=false", "training.epochs=12")
    weights, inputs = np.zeros((4, 1)), np.hstack([FEATURES, np.ones((12, 1))])
    found = figures_of(folder)
    for line in found:
        error = inputs @ weights - TARGETS
        assert line["loss"] == pytest.approx(float(np.mean(error**2)), rel=1e-5)
        weights = weights - line["learning_rate"] * 2 * inputs.T @ error / 12
    rates = [line["learning_rate"] for line in found]
    assert rates[0] == 0.1
    assert len(set(rates)) > 2
    ended = [event for event in events if isinstance(event, EpochEnded)]
    told = {event.epoch + 1: event.fall_to["learning_rate"] for event in ended if event.fall_to}
    assert told == {number + 1: rates[number] for number in range(1, 12) if rates[number] != rates[number - 1]}


def test_resumed_ends_as_one_that_was_never_interrupted(train: Train, tmp_path: Path) -> None:
    whole, _ = train(RECIPE)

    def in_epoch_5(event: Event) -> bool:
        return isinstance(event, EpochEnded) and event.epoch == 5

    resumed = stopped_and_resumed(tmp_path / "small.yaml", tmp_path / "second", at=in_epoch_5)
    assert resumed_from(resumed) == [12]
    assert figures_of(resumed) == figures_of(whole)
    assert states_of(resumed) == states_of(whole)


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        ("0.05", [0.05, 0.05]),
        ("{type: exponential_decay, initial_learning_rate: 0.1, decay_rate: 0.5, decay_steps: 1}", [0.025, 0.003125]),
        ("{type: cosine_decay, initial_learning_rate: 0.1}", [0.075, 0.05 * (1 + np.cos(np.pi * 5 / 6))]),
    ],
)
def test_each_epoch_writes_the_rate_of_its_last_update(train: Train, rate: str, expected: list[float]) -> None:
    folder, _ = train(RECIPE, f"optimizer={{type: sgd, learning_rate: {rate}}}", "training.epochs=2")
    assert [line["learning_rate"] for line in figures_of(folder)] == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    ("change", "rate"),
    [
        ("optimizer.learning_rate.initial_learning_rate=0.02", 0.02),
        ("optimizer.learning_rate=0.03", 0.03),
        ("optimizer.learning_rate.patience=9", 0.05),
        ("optimizer.learning_rate.min_delta=90", 0.05),
    ],
)
def test_a_run_goes_on_with_the_rate_that_was_changed_and_with_no_other(runs: Runs, change: str, rate: float) -> None:
    recipe = RECIPE.replace("plateau\n", "small\n").replace("delta: 0.5", "delta: 100")
    recipe = recipe.replace("every_epochs: 1", "every_epochs: 1, keep: 9")
    run = runs.train(recipe, "training.epochs=5")
    before = figures_of(run)
    assert before[4]["learning_rate"] == 0.05
    runs.resume(change, from_step=12)
    (after,) = figures_of(run)[4:]
    assert after["learning_rate"] == rate
    assert (after["loss"] == before[4]["loss"]) is (rate == 0.05)
