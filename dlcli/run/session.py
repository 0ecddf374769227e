"""What stands around the loop: logs, checkpoints, an ear for signals, for the disk and for a stuck input."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from math import isfinite

from dlcli.build.task import Task
from dlcli.ground.errors import Interrupted
from dlcli.run import state
from dlcli.run.checkpoints import Counters
from dlcli.run.controls.training import Controls
from dlcli.run.events import EpochEnded, Event, Listener, Warned
from dlcli.run.folder import RunFolder
from dlcli.run.logs import Logs
from dlcli.run.saving import Checkpoints
from dlcli.run.signals import Signals
from dlcli.run.watchdog import Watchdog


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
        self._task, self._controls, self._listener, self._signals = task, controls, listener, signals
        self._logs = Logs(folder, first_step=first_step, warn=self._warn)
        keep = task.recipe.training.checkpoint.keep
        self._store = Checkpoints(folder.checkpoints, keep=keep, warn=self._warn)
        self._watchdog = Watchdog(folder, listener, seconds=task.recipe.data.timeout, steps=self._updates)
        self._told = False
        self._stack = ExitStack()
        self._stack.callback(self._store.close)
        self._stack.callback(self._logs.close)
        self._stack.enter_context(self._watchdog)

    def tell(self, event: Event) -> None:
        """Passes an event on, and writes an epoch's figures down."""
        self._watchdog.pat()
        self._logs(event)
        self._listener(event)
        if isinstance(event, EpochEnded):
            self._doubt(event)

    def save(self, counters: Counters) -> None:
        """Takes a copy of the state and begins to write it."""
        with self._watchdog.held():
            arrays = state.captured(self._task)
            state.refuse_not_finite(arrays, step=counters.step)
            best = self._controls.best
            self._store.save(arrays, counters, best_step=best.step if best else None)

    def heard(self) -> int | None:
        """The signal that came, if one did."""
        self._watchdog.pat()
        self._store.look()
        return self._signals()

    @contextmanager
    def kept(self) -> Iterator[None]:
        """When this ends, or is interrupted, what was learned is on the disk; so are the logs."""
        try:
            yield
        except Interrupted:
            self._wait()
            raise
        self._wait()
        self._logs.write()

    def close(self) -> None:
        """Ends the threads and lets go of the files."""
        self._stack.close()

    def _wait(self) -> None:
        with self._watchdog.held():
            self._store.wait()

    def _warn(self, text: str) -> None:
        self._listener(Warned(text))

    def _doubt(self, event: EpochEnded) -> None:
        """Warns once of a monitored figure that is no number: it is never the best, and patience runs."""
        best = self._controls.best
        value = event.figures.get(best.monitor, 0.0) if best else 0.0
        if best is not None and not isfinite(value) and not self._told:
            self._told = True
            self._warn(f"{best.monitor} is {value} after epoch {event.epoch}: it counts as no improvement")

    def _updates(self) -> int:
        return int(next(iter(self._task.optimizers.values())).iterations.numpy())
