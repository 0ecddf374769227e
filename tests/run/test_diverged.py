"""A training whose loss or weights are lost stops, and nothing that is lost is saved."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dlcli.ground.errors import DivergedError
from dlcli.run import checkpoints
from dlcli.run.events import Finished, Warned
from tests.run.conftest import Runs, Train, told, written

RECIPE = """
data: {source: {type: npz, path: data.npz, labels: targets}, batch_size: 8}
layers: [{type: dense, units: 1}]
optimizer: {type: sgd, learning_rate: 0.01}
training: {epochs: 40, checkpoint: {every_epochs: 1}}
"""


@pytest.fixture(autouse=True)
def data(tmp_path: Path) -> None:
    generator = np.random.default_rng(1)
    np.savez(tmp_path / "data.npz", x=generator.normal(size=(32, 3)), targets=generator.normal(size=(32, 1)))


def newest_run(folder: Path) -> Path:
    return (folder / "runs" / "small" / "latest").resolve()


@pytest.mark.parametrize("rate", ["10", "1e30"])
def test_a_loss_that_is_not_finite_stops_at_its_step(train: Train, tmp_path: Path, rate: str) -> None:
    with pytest.raises(DivergedError, match=r"step \d+, .*learning_rate") as caught:
        train(RECIPE, f"optimizer.learning_rate={rate}")
    assert caught.value.exit_code == 5
    run = newest_run(tmp_path)
    assert "DivergedError" in (run / "crash.txt").read_text("utf-8")
    assert not (run / "model.keras").exists()
    for name in checkpoints.list_names(run / "checkpoints"):
        arrays, _ = checkpoints.read(run / "checkpoints" / name)
        assert all(np.isfinite(array).all() for array in arrays.values())


def test_the_examples_of_the_step_are_named(train: Train, tmp_path: Path) -> None:
    targets = np.zeros((32, 1))
    targets[[3, 17]] = 1e25
    np.savez(tmp_path / "data.npz", x=np.zeros((32, 3)), targets=targets)
    with pytest.raises(DivergedError, match=r": examples .*\b(3|17)\b.*, learning_rate 0\.01, step [1-8], ") as caught:
        train(RECIPE, "data.batch_size=4")
    assert len(caught.value.message.split("examples ")[1].split(", learning")[0].split(", ")) == 4


def test_a_run_that_diverged_goes_on_from_an_earlier_step_only(runs: Runs) -> None:
    with pytest.raises(DivergedError) as caught:
        runs.train(RECIPE, "optimizer.learning_rate=10", "training.checkpoint.keep=9")
    run = runs.newest
    last = checkpoints.step_of(checkpoints.list_names(run.checkpoints)[-1])
    way_out = f"from its last checkpoint: dlcli train {run.path} --resume --from {last} --set optimizer.clipnorm=1.0"
    assert str(caught.value).endswith(f"; {way_out}")
    why = written(run)["diverged"]
    again = f"this run diverged ({why}); going on as it was, it would diverge again"
    assert runs.refused() == f"{again}, {run.path}; {way_out}"
    with pytest.raises(DivergedError):
        runs.resume(from_step=8)
    smaller = ("optimizer.learning_rate=0.01",)
    events = runs.resume(*smaller, from_step=4)
    text = "resumed inexactly at step 4: optimizer.learning_rate: 10.0 then, 0.01 now"
    assert told(events, Warned) == [text]
    assert isinstance(events[-1], Finished)
    found = written(run)
    assert (found["exact"], found["resumed_from"], "diverged" in found) == (False, [8, 4], False)


def test_weights_that_are_lost_in_the_last_step_of_an_epoch_are_not_saved(train: Train, tmp_path: Path) -> None:
    # One step an epoch: its loss is still finite, the weights after it are not.
    with pytest.raises(DivergedError, match="weights of dense are not finite"):
        train(RECIPE, "optimizer.learning_rate=1e39", "data.batch_size=full", "training.epochs=1")
    assert checkpoints.list_names(newest_run(tmp_path) / "checkpoints") == []
