"""The controls of a training, in the fixed order in which they are asked and saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from dlcli.recipe.heads import Head
from dlcli.recipe.model import Recipe
from dlcli.run.controls.best import Best
from dlcli.run.controls.early_stopping import EarlyStop


@dataclass(frozen=True)
class Verdict:
    """What the controls make of an epoch."""

    best: bool
    stop: str | None


class Controls:
    """Best so far, and early stopping."""

    def __init__(self, recipe: Recipe, heads: tuple[Head, ...], *, validates: bool) -> None:
        settings = recipe.regularization.early_stopping
        monitor = (settings.monitor if settings else None) or ("val_loss" if validates else None)
        mode = direction(recipe, heads, monitor) if monitor else "min"
        self.keeps_best = monitor is not None and (settings is None or settings.restore_best_weights)
        self.best = Best(monitor, mode=mode) if monitor is not None and self.keeps_best else None
        self._stopping = EarlyStop(settings, monitor=monitor, mode=mode) if settings and monitor else None
        self.stopped: str | None = None
        """Why the training has ended early, where it has: a run that is resumed afterwards only finishes."""

    def see(self, figures: Mapping[str, float], *, step: int, epoch: int) -> Verdict:
        """Takes note of an epoch's figures."""
        best = self.best is not None and self.best.see(figures[self.best.monitor], step=step, epoch=epoch)
        stop = None
        if self._stopping is not None:
            stop = self._stopping.see(figures[self._stopping.monitor], step=step, epoch=epoch)
        self.stopped = stop
        return Verdict(best, stop)

    def state(self) -> dict[str, Any]:
        """What has to be saved."""
        return {
            "best": self.best.state() if self.best else None,
            "early_stopping": self._stopping.state() if self._stopping else None,
            "stopped": self.stopped,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Puts back what was saved."""
        if self.best is not None and state.get("best"):
            self.best.restore(state["best"])
        if self._stopping is not None and state.get("early_stopping"):
            self._stopping.restore(state["early_stopping"])
        self.stopped = state.get("stopped")


def direction(recipe: Recipe, heads: tuple[Head, ...], monitor: str) -> Literal["min", "max"]:
    """Whether less or more of a figure is better."""
    settings = recipe.regularization.early_stopping
    if settings is not None and settings.mode in ("min", "max"):
        return "min" if settings.mode == "min" else "max"
    name = monitor.removeprefix("val_")
    metric = next((each for head in heads for each in head.metrics if head.figure(each) == name), None)
    return "max" if metric is not None and metric.better == "more" else "min"
