"""Each schedule moves the weights of a trained recipe as its formula says, from the first update past its end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dlcli.build.opened import open_data
from dlcli.build.strategy import alone
from dlcli.build.task import build_task
from dlcli.parts import shelf
from dlcli.recipe.check import check
from dlcli.run.checkpoints import Counters
from dlcli.run.controls.training import Controls
from dlcli.run.engine import Engine
from tests.parts.formulas.schedule_formulas import CASES, FORMULAS

UPDATES = 24
RECIPE = """\
name: line
data: {{source: {{type: npz, path: line.npz, labels: amount}}, batch_size: full}}
layers: [{{type: dense, units: 1, use_bias: false}}]
loss: mean_absolute_error
optimizer: {{type: sgd, learning_rate: {rate}}}
training: {{steps: {updates}, precision: float64, steps_per_execution: 1, checkpoint: {{every_steps: 1}}}}
"""
WANTED = [(word, case) for word, cases in CASES.items() for case in cases]


class Watcher:
    """Takes note of the weight after each update."""

    def __init__(self, weight: Any) -> None:
        self._weight = weight
        self.seen: dict[int, float] = {0: self._now()}

    def _now(self) -> float:
        return float(np.ravel(self._weight.numpy())[0])

    def tell(self, event: object) -> None:
        pass

    def save(self, counters: Counters) -> None:
        self.seen[counters.step] = self._now()

    def seconds_a_save(self) -> float:
        return 0.0

    def load(self, step: int) -> Counters:
        raise AssertionError(step)

    def heard(self) -> int | None:
        return None


def rates(folder: Path, schedule: dict[str, Any]) -> np.ndarray:
    """How far each update went: the gradient is -1 as long as the label is not reached."""
    np.savez(folder / "line.npz", x=np.ones((4, 1)), amount=np.full((4, 1), 1000.0))
    path = folder / "line.yaml"
    path.write_text(RECIPE.format(rate=json.dumps(schedule), updates=UPDATES), "utf-8")
    task = build_task(open_data(check(path)), alone())
    watcher = Watcher(task.network.weights[0])
    controls = Controls(task.recipe, task.opened.checked.heads, validates=False, training=task.length())
    Engine(task, controls=controls, records=watcher).train(Counters(0, 0))
    return np.diff([watcher.seen[step] for step in range(UPDATES + 1)])


@pytest.mark.parametrize(("word", "fields"), WANTED, ids=lambda value: value if isinstance(value, str) else "")
def test_weights_move_by_the_formula(word: str, fields: dict[str, Any], tmp_path: Path) -> None:
    wanted = FORMULAS[word](np.arange(UPDATES), **{"decay_steps": UPDATES, **fields})
    found = rates(tmp_path, {"type": word, **fields})
    # A rate is float64 here but for the number of the update; differences of weights below 3 lose 1e-15.
    assert found == pytest.approx(wanted, rel=1e-6, abs=1e-12)


def test_every_schedule_is_held_here() -> None:
    """The one that follows figures has tests of its own."""
    assert {*CASES, "reduce_on_plateau"} == set(shelf.words("schedules"))


def test_a_restart_does_not_depend_on_rounding() -> None:
    """Keras's own class gives 0 at update 121 in float64."""
    fields = {"initial_learning_rate": 0.1, "first_decay_steps": 1, "t_mul": 3.0}
    built = shelf.part("schedules", "cosine_decay_restarts").model_validate(fields).build()
    built.initial_learning_rate = np.float64(0.1)
    assert float(built(121)) == pytest.approx(0.1, rel=1e-6)
