"""What workers decide alike although each has a clock of its own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from dlcli.ground.errors import CheckpointError, DataError, DlcliError, UsageError
from dlcli.run.evaluation import figures
from dlcli.run.events import Started
from dlcli.run.folder import RunFolder
from dlcli.run.pace import Pace
from dlcli.run.steps import Sums
from dlcli.run.together import Together, refuse_unequal
from tests.run.conftest import SMALL, Train

BATCHES = 40


class Worker:
    """One of two that look at a split; each call takes as long by its clock as it is told."""

    workers = 2

    def __init__(self, index: int, box: dict[int, list[int]], met: Barrier) -> None:
        self.index, self._box, self._met = index, box, met
        self.calls: list[int] = []
        self.scores: list[Any] = []

    def gathered(self, numbers: list[int]) -> np.ndarray:
        self._box[self.index] = numbers
        self._met.wait(10)
        found = np.array([self._box[0], self._box[1]])
        self._met.wait(10)
        return found

    def number(self) -> int:
        return BATCHES

    def total(self, number: int, first: int, sums: Sums) -> Sums:
        self.calls.append(number)
        return Sums(sums.loss_sum + number, sums.examples + number)


class Paced(Pace):
    """Wants so many batches in a call."""

    def __init__(self, wanted: int) -> None:
        super().__init__(wanted)
        self._wanted = wanted

    def next(self, left: int) -> int:
        return min(self._wanted, left)


def test_workers_of_different_speed_look_at_as_many_batches_in_each_call() -> None:
    """Between two calls they ask one another for signals: one still looking would wait for the other for ever."""
    box: dict[int, list[int]] = {}
    met = Barrier(2)
    workers = [Worker(index, box, met) for index in (0, 1)]

    def look(worker: Any) -> dict[str, float]:
        together = Together(worker, lambda: None)
        return figures(worker, Paced(9 - 2 * worker.index), lambda wish: together.agreed(wish)[0])

    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(look, workers)) == [{"loss": 1.0}] * 2
    assert workers[0].calls == workers[1].calls == [9, 9, 9, 9, 4]


REFUSED: tuple[tuple[type[DlcliError], str], ...] = (
    (CheckpointError, "run folder"),
    (UsageError, "recipe"),
    (DataError, "data"),
)


def test_a_worker_with_something_else_than_the_chief_is_refused(train: Train) -> None:
    _, events = train(SMALL)
    task = next(event.task for event in events if isinstance(event, Started))
    for number, (error, noun) in enumerate(REFUSED):

        def gathered(numbers: list[int], number: int = number) -> np.ndarray:
            rows = np.array([numbers, numbers])
            rows[1, number] += 1
            return rows

        others = SimpleNamespace(workers=2, gathered=gathered)
        with pytest.raises(error, match=f"worker 1 has another {noun} than the chief"):
            refuse_unequal(replace(task, distribution=others), RunFolder(Path("runs/small/1")))
    same = SimpleNamespace(workers=2, gathered=lambda numbers: np.array([numbers, numbers]))
    refuse_unequal(replace(task, distribution=same), RunFolder(Path("runs/small/1")))
