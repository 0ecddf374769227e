"""What is written down after each epoch: a line of metrics.jsonl, and TensorBoard's event files."""

from __future__ import annotations

import json
from collections.abc import Callable
from math import inf
from pathlib import Path

from dlcli.ground import atomic
from dlcli.ground.errors import ResourceError
from dlcli.run.curves import Curves
from dlcli.run.event_files import cut_events
from dlcli.run.events import EpochEnded, Event, RolledBack
from dlcli.run.folder import RunFolder, as_json


class Logs:
    """A listener that writes each epoch's figures down."""

    def __init__(self, folder: RunFolder, *, first_step: int, warn: Callable[[str], None]) -> None:
        self._folder, self._warn = folder, warn
        if folder.metrics.exists():
            atomic.cut_torn_line(folder.metrics)
            _cut_after(folder, first_step)
        self._curves = Curves(folder.tensorboard)
        self._owed: list[str] = []
        """Lines that the disk refused."""
        self._told: set[Path] = set()

    def __call__(self, event: Event) -> None:
        """Takes note of an epoch.

        Raises:
            ResourceError: the log cannot be written, and will not be later: its folder is gone.
        """
        if isinstance(event, RolledBack):
            self._forget_after(event.step)
        if not isinstance(event, EpochEnded):
            return
        figures = {**event.figures, **event.learning_rates}
        line = {"epoch": event.epoch, "step": event.step, **figures}
        line |= {"skipped": event.skipped} if event.skipped else {}
        line |= {"seconds": round(event.seconds, 3), "waited": round(event.waited, 3)}
        self._owed.append(as_json(line))
        try:
            self.write()
        except ResourceError as error:
            if not error.may_pass:
                raise
            self._tell(self._folder.metrics, f"{error.message}; its lines are kept and tried again with the next epoch")
        refused = self._curves.draw(figures, step=event.step)
        if refused is not None:
            self._tell(self._folder.tensorboard, f"cannot write to '{self._folder.tensorboard}': {refused}")

    def _forget_after(self, step: int) -> None:
        """Takes out what was written of steps that are taken again."""
        self._curves.close()
        self._owed = [line for line in self._owed if _step_of(line) <= step]
        if self._folder.metrics.exists():
            _cut_after(self._folder, step)
        cut_events(self._folder.tensorboard, after=step)

    def write(self) -> None:
        """Writes the lines that are owed.

        Raises:
            ResourceError: the disk refuses them.
        """
        while self._owed:
            atomic.append_line(self._folder.metrics, self._owed[0])
            del self._owed[0]

    def _tell(self, path: Path, text: str) -> None:
        if path not in self._told:
            self._told.add(path)
            self._warn(text)

    def close(self) -> None:
        """Lets go of TensorBoard's files."""
        self._curves.close()


def _cut_after(folder: RunFolder, step: int) -> None:
    """Takes out the lines of steps that will be taken again."""
    lines = folder.metrics.read_text(encoding="utf-8", errors="replace").splitlines()
    kept = [line for line in lines if _step_of(line) <= step]
    if len(kept) < len(lines):
        atomic.write_text(folder.metrics, "".join(f"{line}\n" for line in kept))


def _step_of(line: str) -> float:
    """The step of a line; infinite where it cannot be read, as after a power loss."""
    try:
        return float(json.loads(line)["step"])
    except (ValueError, TypeError, KeyError):
        return inf
