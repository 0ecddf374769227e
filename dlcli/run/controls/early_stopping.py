"""Early stopping: ends the training when the monitored figure no longer gets better."""

from __future__ import annotations

from typing import Any, Literal

from dlcli.recipe.regularization import EarlyStopping
from dlcli.run.controls.best import Best


class EarlyStop:
    """Counts the epochs without an improvement; NaN counts as none."""

    def __init__(self, settings: EarlyStopping, *, monitor: str, mode: Literal["min", "max"]) -> None:
        self.monitor = monitor
        self._best = Best(monitor, mode=mode, min_delta=settings.min_delta)
        self._best.value = settings.baseline
        self._patience = settings.patience
        self._waited = 0

    def see(self, value: float, *, step: int, epoch: int) -> str | None:
        """Takes note of an epoch's value; why the training ends, where it does."""
        if self._best.see(value, step=step, epoch=epoch):
            self._waited = 0
            return None
        self._waited += 1
        if self._waited < max(self._patience, 1):
            return None
        epochs = f"{self._waited} epoch{'s' * (self._waited != 1)}"
        return f"{self.monitor} has not got better for {epochs}"

    def state(self) -> dict[str, Any]:
        """What has to be saved."""
        return {"best": self._best.state(), "waited": self._waited}

    def restore(self, state: dict[str, Any]) -> None:
        """Puts back what was saved."""
        self._best.restore(state["best"])
        self._waited = state["waited"]
