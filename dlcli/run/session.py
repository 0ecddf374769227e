"""What stands around the loop: logs, checkpoints, an ear for signals, for the disk and for a stuck input.

Every worker has one and calls it alike; the chief alone writes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from math import isfinite
from time import monotonic
from typing import TYPE_CHECKING

from dlcli.build.task import Task
from dlcli.ground.errors import DlcliError, Interrupted
from dlcli.run import checkpoints, state
from dlcli.run.checkpoints import Counters
from dlcli.run.controls.training import Controls
from dlcli.run.events import EpochEnded, Event, Listener, Warned
from dlcli.run.folder import RunFolder
from dlcli.run.logs import Logs
from dlcli.run.points import agreed
from dlcli.run.saving import Checkpoints
from dlcli.run.signals import Signals
from dlcli.run.watchdog import Watchdog

if TYPE_CHECKING:
    from dlcli.run.points import Found


class Session:
    """The engine's listener, its `save` and its `signal`, in a run's folder."""

    def __init__(
        self,
        task: Task,
        folder: RunFolder,
        controls: Controls,
        *,
        listener: Listener,
        signals: Signals,
        first_step: int,
    ) -> None:
        self._task, self._folder, self._controls = task, folder, controls
        self._listener, self._signals = listener, signals
        self._logs: Logs | None = None
        self._store: Checkpoints | None = None
        self._watchdog = Watchdog(folder, listener, seconds=task.recipe.data.timeout, steps=task.updates)
        self._told, self._copying = False, 0.0
        self._stack = ExitStack()
        if task.distribution.chief:
            self._begin_to_write(first_step)

    def _begin_to_write(self, first_step: int) -> None:
        folder, keep = self._folder, self._task.recipe.training.checkpoint.keep
        self._logs = Logs(folder, first_step=first_step, warn=self._warn)
        self._store = Checkpoints(folder.checkpoints, keep=keep, warn=self._warn)
        self._stack.callback(self._store.close)
        self._stack.callback(self._logs.close)

    def tell(self, event: Event) -> None:
        """Passes an event on, and writes an epoch's figures down."""
        self._watchdog.pat()
        if self._logs is not None:
            self._logs(event)
        self._listener(event)
        if isinstance(event, EpochEnded):
            self._doubt(event)

    def save(self, counters: Counters) -> None:
        """Takes a copy of the state and begins to write it."""
        with self._watchdog.held():
            began = monotonic()
            arrays = state.captured(self._task)
            state.refuse_not_finite(arrays, step=counters.step)
            self._copying = monotonic() - began
            best = self._controls.best
            if self._store is not None:
                self._store.save(arrays, counters, best_step=best.step if best else None)
            self._meet()

    def seconds_a_save(self) -> float:
        """How long the last save took, from the copy to the disk; 0 where another worker writes."""
        return self._copying + (self._store.seconds if self._store is not None else 0.0)

    def load(self, step: int) -> Counters:
        """Puts the newest checkpoint up to a step back into the task."""
        self._wait()
        found = restored(self._task, self._folder, self._listener, until=step)
        assert found is not None
        return found

    def heard(self) -> int | None:
        """The signal that came, if one did."""
        self._watchdog.pat()
        if self._store is not None:
            self._store.look()
        return self._signals()

    @contextmanager
    def kept(self) -> Iterator[None]:
        """When this ends, or is interrupted, what was learned is on the disk; so are the logs.

        The watchdog watches until then: a worker may wait for long while the chief writes what a run leaves.
        """
        try:
            with self._watchdog:
                yield
        except Interrupted:
            self._wait()
            self._meet()
            raise
        except Exception:
            # What went wrong is told, not what its last checkpoint met.
            with suppress(DlcliError):
                self._wait()
            raise
        self._wait()
        if self._logs is not None:
            self._logs.write()

    def close(self) -> None:
        """Ends the threads and lets go of the files."""
        self._stack.close()

    def _wait(self) -> None:
        if self._store is not None:
            with self._watchdog.held():
                self._store.wait()

    def _meet(self) -> None:
        """Lets every worker wait until the chief has done with the disk; who went on would wait as for an input."""
        self._task.distribution.gathered([0])

    def _warn(self, text: str) -> None:
        self._listener(Warned(text))

    def _doubt(self, event: EpochEnded) -> None:
        """Warns once of a monitored figure that is no number: it is never the best, and patience runs."""
        best = self._controls.best
        value = event.figures.get(best.monitor, 0.0) if best else 0.0
        if best is not None and not isfinite(value) and not self._told:
            self._told = True
            self._warn(f"{best.monitor} is {value} after epoch {event.epoch}: it counts as no improvement")


def restored(task: Task, folder: RunFolder, listener: Listener, *, until: int) -> Counters | None:
    """Puts the newest whole checkpoint into a task, the same one on every worker; None where none was ever written."""

    def find() -> Found | None:
        return checkpoints.newest(folder.checkpoints, until=until, warn=lambda text: listener(Warned(text)))

    found = agreed(folder.checkpoints, task.distribution, find)
    if found is None:
        return None
    arrays, counters = found
    state.restore(task, arrays)
    return counters
