"""When the state is saved: as the recipe says, at a signal, and where the clock says that it has been a while."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic
from typing import Protocol

from dlcli.recipe.training import Training
from dlcli.run.checkpoints import Counters

SECONDS_BETWEEN_SAVES = 1.0
"""Where the recipe does not say when to save: epochs that are shorter than that are not each worth a checkpoint."""
TIMES_A_SAVE = 20
"""Neither is what takes less than so many times as long as the last checkpoint took: that of a large network is written
on the processor that trains."""
MOST_SECONDS = 300.0
"""Whatever the disk took last time, so much training at most is lost."""


class Saves(Protocol):
    """What takes a state."""

    def save(self, counters: Counters) -> None:
        """Saves the task's state."""

    def seconds_a_save(self) -> float:
        """How long the last one took, from the copy to the disk."""


class Keeper:
    """`training.checkpoint` of a recipe."""

    def __init__(self, training: Training, records: Saves) -> None:
        self._settings, self._records = training.checkpoint, records
        self._rolls_back = training.on_nan == "rollback"
        self._saved = monotonic()

    def next_stop(self, step: int, end: int) -> int:
        """The step at which the calls that begin at `step` have to end."""
        every = self._settings.every_steps
        return min(end, (step // every + 1) * every) if every else end

    def due_inside(self, now: Counters, end: int) -> bool:
        """Whether a step inside an epoch is one to save at."""
        every = self._settings.every_steps
        return every is not None and now.step % every == 0 and now.step < end

    def due_after(self, now: Counters) -> bool:
        """Whether the end of an epoch is a time to save."""
        if self._settings.every_epochs is not None:
            return now.epoch % self._settings.every_epochs == 0
        if self._settings.every_steps is not None:
            return now.step % self._settings.every_steps == 0
        # What a rollback goes back to must not depend on the clock.
        if self._rolls_back:
            return True
        worth = max(SECONDS_BETWEEN_SAVES, TIMES_A_SAVE * self._records.seconds_a_save())
        return monotonic() - self._saved >= min(worth, MOST_SECONDS)

    def keep_asked(self, now: Counters) -> Counters:
        """Saves where the recipe says so: a rollback can go back to here."""
        now = replace(now, back_to=now.step) if self._rolls_back else now
        self.keep(now)
        return now

    def keep(self, now: Counters) -> None:
        """Saves."""
        self._records.save(now)
        self._saved = monotonic()
