"""The controls of a training, in the fixed order in which they are asked and saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from dlcli.parts.optimizers._optimizer import Optimizer
from dlcli.parts.schedules._schedule import Length
from dlcli.parts.schedules.reduce_on_plateau import ReduceOnPlateau
from dlcli.recipe.heads import Head
from dlcli.recipe.learning_rates import LearningRates
from dlcli.recipe.model import Recipe
from dlcli.run.controls.best import Best
from dlcli.run.controls.early_stopping import EarlyStop
from dlcli.run.controls.plateau import Plateau
from dlcli.run.controls.rate import Rate


@dataclass(frozen=True)
class Verdict:
    """What the controls make of an epoch."""

    best: bool
    stop: str | None
    rates: Mapping[str, float]
    """The learning rates of the epoch's last update, by the network whose weights they move."""
    fall_to: Mapping[str, float]
    """The learning rates from now on that fall as the figures say."""


class Controls:
    """Best so far, early stopping, and the plateau."""

    def __init__(self, recipe: Recipe, heads: tuple[Head, ...], *, validates: bool, training: Length) -> None:
        settings = recipe.regularization.early_stopping
        usual = "val_loss" if validates and recipe.objective.less_is_better else None
        monitor = (settings.monitor if settings else None) or usual
        mode = direction(heads, monitor, settings.mode if settings else "auto")
        self.keeps_best = monitor is not None and (settings is None or settings.restore_best_weights)
        self.best = Best(monitor, mode=mode) if monitor is not None and self.keeps_best else None
        self._stopping = EarlyStop(settings, monitor=monitor, mode=mode) if settings and monitor else None
        self._rates = {
            network: Rate(LearningRates.of(each.learning_rate, training), _plateau(each, heads, usual))
            for network, each in recipe.optimizers().items()
        }
        self.stopped: str | None = None
        """Why the training has ended early, where it has: a run that is resumed afterwards only finishes."""

    def rates(self) -> dict[str, float]:
        """The learning rates from now on, but those that a schedule takes from the number of updates."""
        return {network: now for network, each in self._rates.items() if (now := each.now()) is not None}

    def see(self, figures: Mapping[str, float], *, step: int, epoch: int, updates: int) -> Verdict:
        """Takes note of an epoch's figures; `updates` are those that were made, after which schedules go."""
        best = self.best is not None and self.best.see(figures[self.best.monitor], step=step, epoch=epoch)
        stop = None
        if self._stopping is not None:
            stop = self._stopping.see(figures[self._stopping.monitor], step=step, epoch=epoch)
        self.stopped = stop
        seen = {
            network: each.see(figures, step=step, epoch=epoch, updates=updates) for network, each in self._rates.items()
        }
        rates = {network: rate for network, (rate, _) in seen.items()}
        return Verdict(best, stop, rates, {network: low for network, (_, low) in seen.items() if low is not None})

    def state(self) -> dict[str, Any]:
        """What has to be saved."""
        return {
            "best": self.best.state() if self.best else None,
            "early_stopping": self._stopping.state() if self._stopping else None,
            "rates": {network: each.state() for network, each in self._rates.items()},
            "stopped": self.stopped,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Puts back what was saved."""
        if self.best is not None and state.get("best"):
            self.best.restore(state["best"])
        if self._stopping is not None and state.get("early_stopping"):
            self._stopping.restore(state["early_stopping"])
        for network, each in self._rates.items():
            each.restore(state.get("rates", {}).get(network))
        self.stopped = state.get("stopped")


def _plateau(optimizer: Optimizer, heads: tuple[Head, ...], usual: str | None) -> Plateau | None:
    schedule = optimizer.learning_rate
    monitor = (schedule.monitor or usual) if isinstance(schedule, ReduceOnPlateau) else None
    if not isinstance(schedule, ReduceOnPlateau) or monitor is None:
        return None
    return Plateau(schedule, monitor=monitor, mode=direction(heads, monitor, schedule.mode))


def direction(
    heads: tuple[Head, ...], monitor: str | None, mode: Literal["auto", "min", "max"]
) -> Literal["min", "max"]:
    """Whether less or more of a figure is better."""
    if mode != "auto":
        return mode
    name = (monitor or "").removeprefix("val_")
    metric = next((each for head in heads for each in head.metrics if head.figure(each) == name), None)
    return "max" if metric is not None and metric.better == "more" else "min"
