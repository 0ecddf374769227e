"""Contenders that live side by side and train in turns: what was measured a second apart can be compared."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from measure import ProcessFailed, surroundings


class Turns:
    """The contender's side: trains an epoch, then a turn each time that a line comes, and says how long it took."""

    def __init__(self, *, count: int, epochs_a_turn: int) -> None:
        self._epochs_a_turn, self._done = epochs_a_turn, 0
        self.epochs = 1 + count * epochs_a_turn
        self._began, self._worked = perf_counter(), process_time()
        self._first_step: float | None = None
        self.waited = 0.0
        """Seconds in which others had their turn."""

    def start(self) -> None:
        """Starts the clocks: called when the libraries are loaded."""
        self._began, self._worked = perf_counter(), process_time()

    def step_ended(self) -> None:
        """Called after the first step, by who knows when that is."""
        if self._first_step is None:
            self._first_step = perf_counter() - self._began

    def epoch_ended(self) -> None:
        """Called after each epoch; comes back when it is this contender's turn."""
        self._done += 1
        if (self._done - 1) % self._epochs_a_turn:
            return
        seconds, processor = perf_counter() - self._began, process_time() - self._worked
        self._say(seconds=seconds, processor=processor, first_step=self._first_step)
        if self._done < self.epochs:
            began = perf_counter()
            if not sys.stdin.readline():
                sys.exit(1)
            self.waited += perf_counter() - began
            self.start()

    def finished(self) -> None:
        """Called when the model is saved."""
        self._say(megabytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)

    @staticmethod
    def _say(**facts: float | None) -> None:
        sys.stdout.write("\n" + json.dumps(facts) + "\n")
        sys.stdout.flush()


class Contestant:
    """The other side: a process that is let go for a turn at a time."""

    def __init__(self, command: Sequence[str], *, folder: Path) -> None:
        self._command, self._errors = command, folder / "errors.txt"
        with self._errors.open("w") as errors:
            self._process = subprocess.Popen(
                command,
                cwd=folder,
                env=surroundings(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )

    def told(self) -> Mapping[str, Any]:
        """The next thing that it says.

        Raises:
            ProcessFailed: it ended instead.
        """
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith("{"):
                found: dict[str, Any] = json.loads(line)
                return found
        raise ProcessFailed(f"{' '.join(self._command)}: ended early\n{self._errors.read_text()[-2000:]}")

    def turn(self) -> Mapping[str, Any]:
        """Lets it train a turn; gives its seconds and its seconds of processor time."""
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        return self.told()

    def end(self) -> None:
        """Ends the process, whether it has finished or not."""
        self._process.kill()
        self._process.communicate()


def cores() -> int:
    """The processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
