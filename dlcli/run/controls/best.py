"""Best so far: which epoch the monitored figure was best at."""

from __future__ import annotations

from math import inf, isfinite
from typing import Any, Literal


class Best:
    """Remembers the best value of a figure; NaN and infinity are never the best."""

    def __init__(self, monitor: str, *, mode: Literal["min", "max"], min_delta: float = 0.0) -> None:
        self.monitor, self.mode, self.min_delta = monitor, mode, min_delta
        self.value: float | None = None
        self.step: int | None = None
        self.epoch: int | None = None

    def improves(self, value: float) -> bool:
        """Whether a value is better than the best by more than the least difference."""
        if not isfinite(value):
            return False
        best = self.value if self.value is not None else (inf if self.mode == "min" else -inf)
        return value < best - self.min_delta if self.mode == "min" else value > best + self.min_delta

    def see(self, value: float, *, step: int, epoch: int) -> bool:
        """Takes note of an epoch's value; whether it is the best so far."""
        if not self.improves(value):
            return False
        self.value, self.step, self.epoch = value, step, epoch
        return True

    def state(self) -> dict[str, Any]:
        """What has to be saved."""
        return {"value": self.value, "step": self.step, "epoch": self.epoch}

    def restore(self, state: dict[str, Any]) -> None:
        """Puts back what was saved."""
        self.value, self.step, self.epoch = state["value"], state["step"], state["epoch"]
