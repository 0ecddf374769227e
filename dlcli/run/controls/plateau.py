"""The plateau: lowers the learning rate when the monitored figure no longer gets better."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from dlcli.parts.schedules.reduce_on_plateau import ReduceOnPlateau
from dlcli.run.controls.best import Best


class Plateau:
    """Counts as Keras's `ReduceLROnPlateau` does; NaN counts as no improvement, even at first."""

    def __init__(self, schedule: ReduceOnPlateau, *, monitor: str, mode: Literal["min", "max"]) -> None:
        self.monitor = monitor
        self.rate = schedule.initial_learning_rate
        self._schedule = schedule
        self._best = Best(monitor, mode=mode, min_delta=schedule.min_delta)
        self._waited = 0
        self._cooling = 0

    def see(self, value: float, *, step: int, epoch: int) -> float | None:
        """Takes note of an epoch's value; the new rate, where it falls."""
        if self._cooling:
            self._cooling -= 1
            self._waited = 0
        if self._best.see(value, step=step, epoch=epoch):
            self._waited = 0
            return None
        if self._cooling:
            return None
        self._waited += 1
        if self._waited < self._schedule.patience or self.rate <= self._schedule.min_lr:
            return None
        self.rate = max(self.rate * self._schedule.factor, self._schedule.min_lr)
        self._cooling, self._waited = self._schedule.cooldown, 0
        return self.rate

    def state(self) -> dict[str, Any]:
        """What has to be saved."""
        return {"best": self._best.state(), "waited": self._waited, "cooling": self._cooling, "rate": self.rate}

    def restore(self, state: dict[str, Any]) -> None:
        """Puts back what was saved."""
        self._best.restore(state["best"])
        self._waited, self._cooling, self.rate = state["waited"], state["cooling"], state["rate"]


def follow(optimizers: Iterable[Any], rate: float | None) -> None:
    """Gives optimizers a new learning rate, where there is one."""
    for optimizer in optimizers if rate is not None else ():
        optimizer.learning_rate = rate
