"""Starts the workers of `dlcli train RECIPE --workers N` on this machine, and watches them to their end."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Self

from dlcli.run.blame import INTERRUPTED, LOST, Blame, Group, blame, last_checkpoint
from dlcli.run.events import Listener, StartedAgain, WorkerWrote
from dlcli.run.processes import PROGRAM, WorkerProcess, start_workers
from dlcli.run.signals import HEARD
from dlcli.run.worker import GRACE, Mailbox

SECONDS_BETWEEN_LOOKS = 0.05
LINES_SHOWN = 20
OWN_OPTIONS = ("--workers", "--restarts")
KEPT_FLAGS = ("--debug", "--allow-inexact")
"""What a restart takes over from the command; the recipe, its changes and the folder are in the run."""


@dataclass(frozen=True, kw_only=True)
class Patience:
    """For how many seconds workers are waited for."""

    join: float = 60.0
    """To find one another."""
    loss: float = 15.0
    """To end when one of them has."""
    stop: float = GRACE
    """To save and stop when a signal has come."""
    start: float = 5.0
    """To stop where they have not found one another yet: TensorFlow hears no signal then, and nothing is begun."""


PATIENT = Patience()


def without_workers(arguments: Sequence[str]) -> list[str]:
    """The arguments of a command that a worker gets.

    Example:
        >>> without_workers(["train", "a.yaml", "--workers", "2", "--restarts=1"])
        ['train', 'a.yaml']
    """
    kept = []
    rest = iter(arguments)
    for each in rest:
        if each in OWN_OPTIONS:
            next(rest, None)
        elif each.partition("=")[0] not in OWN_OPTIONS:
            kept.append(each)
    return kept


def launch(
    arguments: Sequence[str],
    *,
    workers: int,
    restarts: int,
    listener: Listener,
    patience: Patience = PATIENT,
    program: Sequence[str] = PROGRAM,
) -> None:
    """Runs `dlcli ARGUMENTS` in so many worker processes, again from the last checkpoint where one was lost.

    Raises:
        DlcliError: the first real error of a worker, with its exit code.
    """
    folder: Path | None = None
    with _Heard() as heard:
        for restart in range(1, restarts + 2):
            found, folder = _run([*program, *arguments], workers, patience, heard, folder)
            if found is None:
                return
            if found.worker is not None and (found.unexplained or "--debug" in arguments):
                _show_last_lines(found.worker, listener)
            if found.error.exit_code != LOST or restart > restarts or heard.numbers:
                raise found.error
            step = last_checkpoint(folder) if folder is not None else None
            listener(StartedAgain(found.error.message, step, restart, restarts))
            if folder is not None:
                flags = (each for each in arguments if each in KEPT_FLAGS)
                arguments = ["train", str(folder), "--resume", *flags]


def _show_last_lines(worker: WorkerProcess, listener: Listener) -> None:
    lines = worker.last_lines(LINES_SHOWN)
    if lines:
        listener(WorkerWrote(worker.index, tuple(lines)))


def _run(
    command: Sequence[str], number: int, patience: Patience, heard: _Heard, folder: Path | None
) -> tuple[Blame | None, Path | None]:
    """One start of all workers, to their end; also tells the run's folder."""
    with tempfile.TemporaryDirectory(prefix="dlcli-workers-") as path:
        box = Mailbox(Path(path))
        box.put("launcher", str(os.getpid()))
        box.put("workers", str(number))
        workers = start_workers(command, number, mailbox=Path(path))
        try:
            late = _watch(workers, box, patience, heard)
        finally:
            for worker in workers:
                worker.kill()
                worker.wait()
        told = box.get("folder")
        folder = Path(told) if told else folder
        number_heard = heard.numbers[0] if heard.numbers else None
        group = Group(
            workers=workers,
            box=box,
            folder=folder,
            signal_number=number_heard,
            late=late,
            patience=patience.join,
        )
        return blame(group), folder


def _watch(workers: Sequence[WorkerProcess], box: Mailbox, patience: Patience, heard: _Heard) -> WorkerProcess | None:
    """Returns when all have ended or their time is up; the worker that did not join, where that was it."""
    began, asked = time.monotonic(), None
    while running := [worker for worker in workers if worker.code is None]:
        now = time.monotonic()
        if heard.numbers and asked is None:
            asked = now
            for worker in running:
                worker.send(heard.numbers[0])
        missing = _not_joined(running, box)
        grace = min(patience.start, patience.stop) if missing else patience.stop
        if len(heard.numbers) > 1 or (asked is not None and now - asked > grace):
            return None
        if asked is None and _waited_enough(workers, patience, now):
            return None
        if asked is None and missing and now - began > patience.join:
            return missing[0]
        time.sleep(SECONDS_BETWEEN_LOOKS)
    return None


def _waited_enough(workers: Sequence[WorkerProcess], patience: Patience, now: float) -> bool:
    """Whether one has ended so long ago that the others should have followed; the chief may write for long."""
    for worker in workers:
        if worker.ended_at is not None and (worker.code != 0 or worker.index == 0):
            seconds = patience.stop if worker.code in INTERRUPTED else patience.loss
            if now - worker.ended_at > seconds:
                return True
    return False


def _not_joined(running: Sequence[WorkerProcess], box: Mailbox) -> list[WorkerProcess]:
    """Who has not found the others, first those who never came so far as to look for them."""
    waiting = [worker for worker in running if box.get(f"joined-{worker.index}") is None]
    return sorted(waiting, key=lambda worker: box.get(f"arrived-{worker.index}") is not None)


class _Heard:
    """The signals that came while this was open; one that is ignored, as under nohup, stays ignored."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self._before: dict[int, object] = {}

    def __enter__(self) -> Self:
        for number in HEARD:
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._hear)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]

    def _hear(self, number: int, _: FrameType | None) -> None:
        self.numbers.append(number)
