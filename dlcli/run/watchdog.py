"""Notices an input that does not come: a step that has waited for long, while the process had nothing to compute."""

from __future__ import annotations

import faulthandler
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import process_time
from typing import NoReturn, Self

from dlcli.ground.errors import DataError
from dlcli.run.events import Leaving, Listener
from dlcli.run.failures import go_on_with
from dlcli.run.folder import RunFolder

_TICK = 1.0
_IDLE = 0.1
"""The share of the time below which a process that has used the processor has not computed."""


class Watchdog:
    """Ends the process when no step ends for `seconds` in which the process ran and did not compute.

    Time is counted in ticks, so that a process that was stopped and goes on, or a machine that slept, is not blamed.
    """

    def __init__(self, folder: RunFolder, listener: Listener, *, seconds: int, steps: Callable[[], int]) -> None:
        self._folder, self._listener, self._seconds, self._steps = folder, listener, seconds, steps
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)
        self._held = False
        self._at = 0
        self.pat()

    def pat(self) -> None:
        """Begins to count again: something has come."""
        self._ticks, self._used = 0, process_time()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Inside this nothing is waited for but the disk."""
        self._held = True
        try:
            yield
        finally:
            self._held = False
            self.pat()

    def __enter__(self) -> Self:
        self._at = self._steps()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(_TICK):
            if self._held:
                continue
            self._ticks += 1
            if self._ticks >= self._seconds and not self._moves():
                self._end()

    def _moves(self) -> bool:
        """Whether a step has ended since the last look, inside the call that has not, or the process computes."""
        computes = process_time() - self._used > _IDLE * self._seconds
        before, self._at = self._at, self._steps()
        if computes or self._at != before:
            self.pat()
            return True
        return False

    def _end(self) -> NoReturn:
        error = DataError(
            f"no batch has come for {self._seconds} s, step {self._at + 1} waits for it",
            where=str(self._folder.path),
            help=f"crash.txt shows where; data.timeout sets the time; {go_on_with(self._folder, saved=False)}",
        )
        with suppress(Exception):
            with self._folder.crash.open("w", encoding="utf-8") as file:
                file.write(f"{error}\n\n")
                file.flush()
                faulthandler.dump_traceback(file, all_threads=True)
            self._listener(Leaving(error))
        # Only the process can be ended: the thread that waits is inside TensorFlow, and hears nothing.
        os._exit(error.exit_code)
