"""The plateau: lowers the learning rate when the monitored figure no longer gets better."""

from __future__ import annotations

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
        memory = {"best": self._best.state(), "waited": self._waited, "cooling": self._cooling, "rate": self.rate}
        return {**memory, "initial": self._schedule.initial_learning_rate, "watched": self._watched}

    def restore(self, state: dict[str, Any]) -> None:
        """Puts back what was saved, as far as a changed recipe leaves it a meaning."""
        if state["initial"] != self._schedule.initial_learning_rate:
            # Whoever writes another rate means the one to go on with.
            return
        self.rate = state["rate"]
        if state["watched"] == self._watched:
            self._best.restore(state["best"])
            self._waited, self._cooling = state["waited"], state["cooling"]

    @property
    def _watched(self) -> list[str]:
        return [self._best.mode, self.monitor]
