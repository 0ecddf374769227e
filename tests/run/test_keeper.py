"""Where a recipe does not say when to save, saving takes a small part of the time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dlcli.recipe.training import Training
from dlcli.run import keeper
from dlcli.run.checkpoints import Counters
from dlcli.run.keeper import Keeper
from dlcli.run.saving import Checkpoints

NOW = Counters(step=10, epoch=1)


class Disk:
    """A disk on which a save takes so many seconds."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def save(self, counters: Counters) -> None:
        """Saves nothing."""

    def seconds_a_save(self) -> float:
        """What it was told."""
        return self.seconds


@pytest.mark.parametrize(("takes", "due_after"), [(0.0, 1.0), (0.01, 1.0), (0.5, 10.0), (3.0, 60.0), (100.0, 300.0)])
def test_what_takes_long_to_write_is_written_less_often(
    monkeypatch: pytest.MonkeyPatch, takes: float, due_after: float
) -> None:
    clock = [0.0]
    monkeypatch.setattr(keeper, "monotonic", lambda: clock[0])
    kept = Keeper(Training(), Disk(takes))
    clock[0] = due_after - 0.1
    assert not kept.due_after(NOW)
    clock[0] = due_after
    assert kept.due_after(NOW)
    kept.keep(NOW)
    assert not kept.due_after(NOW)


def test_a_recipe_that_says_when_is_followed_however_long_it_takes() -> None:
    kept = Keeper(Training.model_validate({"checkpoint": {"every_epochs": 1}}), Disk(100.0))
    assert kept.due_after(NOW)


def test_the_time_of_writing_is_measured(tmp_path: Path) -> None:
    store = Checkpoints(tmp_path / "checkpoints", keep=1)
    assert store.seconds == 0
    store.save({"model/layers/dense/0": np.zeros(1000)}, NOW, best_step=None)
    store.wait()
    store.close()
    assert store.seconds > 0
