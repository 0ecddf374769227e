"""A training whose loss or weights are lost stops, and nothing that is lost is saved."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dlcli.ground.errors import DivergedError
from dlcli.run import checkpoints
from tests.run.conftest import Train

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


def test_weights_that_are_lost_in_the_last_step_of_an_epoch_are_not_saved(train: Train, tmp_path: Path) -> None:
    # One step an epoch: its loss is still finite, the weights after it are not.
    with pytest.raises(DivergedError, match="weights of dense are not finite"):
        train(RECIPE, "optimizer.learning_rate=1e39", "data.batch_size=full", "training.epochs=1")
    assert checkpoints.list_names(newest_run(tmp_path) / "checkpoints") == []
