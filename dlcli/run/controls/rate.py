"""The learning rate of one optimizer from epoch to epoch: a number, a schedule, or one that falls on a plateau."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dlcli.recipe.learning_rates import LearningRates
from dlcli.run.controls.plateau import Plateau


class Rate:
    """A learning rate; a schedule takes it from the number of updates by itself."""

    def __init__(self, rates: LearningRates, plateau: Plateau | None) -> None:
        self._rates, self._plateau = rates, plateau

    def now(self) -> float | None:
        """The rate from now on; None where a schedule takes it from the number of updates."""
        if self._plateau is not None:
            return self._plateau.rate
        return self._rates.rate if isinstance(self._rates.rate, float) else None

    def see(self, figures: Mapping[str, float], *, step: int, epoch: int, updates: int) -> tuple[float, float | None]:
        """Takes note of an epoch: the rate of its last update, and the rate from now on, where it falls."""
        if self._plateau is None:
            return self._rates.at(max(0, updates - 1)), None
        rate = self._plateau.rate
        return rate, self._plateau.see(figures[self._plateau.monitor], step=step, epoch=epoch)

    def state(self) -> dict[str, Any] | None:
        """What has to be saved."""
        return self._plateau.state() if self._plateau else None

    def restore(self, state: dict[str, Any] | None) -> None:
        """Puts back what was saved."""
        if self._plateau is not None and state:
            self._plateau.restore(state)
