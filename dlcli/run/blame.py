"""Why a group of workers ended: the first real error, not the noise that its peers make when they lose a worker."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dlcli.ground.errors import DlcliError, Interrupted, WorkerLostError
from dlcli.run.checkpoints import list_names, step_of
from dlcli.run.folder import RunFolder
from dlcli.run.processes import WorkerProcess
from dlcli.run.worker import Ended, Mailbox, WorkersError, resume_command

LOST = WorkerLostError.exit_code
INTERRUPTED = (128 + signal.SIGINT, 128 + signal.SIGTERM)
RUNTIME = -signal.SIGABRT
"""How TensorFlow's runtime can end a worker that has lost another."""
FROM_OUTSIDE = (-signal.SIGKILL, -signal.SIGTERM)


@dataclass(frozen=True, kw_only=True)
class Group:
    """The workers of one start, all of them ended, with what is known of their run."""

    workers: Sequence[WorkerProcess]
    box: Mailbox
    folder: Path | None
    """The run's, where it came to that."""
    signal_number: int | None
    """The signal that the launcher was sent, if it was."""
    late: WorkerProcess | None
    """The worker that did not join in time."""
    patience: float
    """How many seconds that time was."""


@dataclass(frozen=True)
class Blame:
    """What went wrong, and with whom where that is known."""

    error: DlcliError
    worker: WorkerProcess | None = None
    unexplained: bool = False
    """Whether only what the worker wrote can tell why."""


def blame(group: Group) -> Blame | None:
    """Finds what went wrong; None where the run is finished, whatever its workers met when they ended."""
    if group.workers[0].code == 0:
        return None
    told = _told(group)
    real = [pair for pair in told if pair[1].exit_code not in (LOST, *INTERRUPTED)]
    stopped = [pair for pair in told if pair[1].exit_code in INTERRUPTED]
    for worker, ended in real or stopped:
        return Blame(WorkersError(ended), worker)
    if group.signal_number is not None:
        return Blame(_interrupted(group, group.signal_number))
    if group.late is not None:
        message = f"worker {group.late.index} ({group.late.address}) did not join in {group.patience:g} s"
        return Blame(WorkerLostError(message, help=_go_on(group) or "try again"), group.late, unexplained=True)
    silent = _most_suspicious(group, [worker for worker, _ in told])
    if silent is None:
        return Blame(WorkersError(told[0][1]), told[0][0])
    return Blame(_lost(group, silent), silent, unexplained=not silent.killed and silent.code not in FROM_OUTSIDE)


def _told(group: Group) -> list[tuple[WorkerProcess, Ended]]:
    """Who said why it ended, in the order in which they did."""
    found = [(worker, ended) for worker in group.workers if (ended := group.box.ended(worker.index))]
    return sorted(found, key=lambda pair: pair[1].at)


def _most_suspicious(group: Group, told: Sequence[WorkerProcess]) -> WorkerProcess | None:
    """Of those who ended without a word: first who did so by itself or was killed by others, then who hung.

    Whom the runtime ended comes last, and counts only where nobody had complained before.
    """

    def suspicion(worker: WorkerProcess) -> tuple[int, float]:
        return 1 if worker.killed else 2 if worker.code == RUNTIME else 0, worker.ended_at or 0.0

    silent = [worker for worker in group.workers if worker.code != 0 and worker not in told]
    found = min(silent, key=suspicion, default=None)
    if found is not None and found.code == RUNTIME and told and (told[0].ended_at or 0) < (found.ended_at or 0):
        return None
    return found


def _interrupted(group: Group, number: int) -> DlcliError:
    """A signal came, and no worker could say where it stopped."""
    killed = [worker for worker in group.workers if worker.killed]
    where = f"worker {killed[0].index} did not stop and was killed" if killed else None
    shown = number if number == signal.SIGINT else signal.SIGTERM
    return Interrupted(shown, where=where, help=_go_on(group) or "nothing had begun, so nothing was saved")


def _lost(group: Group, worker: WorkerProcess) -> DlcliError:
    code = worker.code or 0
    step = group.box.get("step")
    at = f" at step {step}" if step else ""
    if code > 0:
        return DlcliError(f"worker {worker.index} ended with exit code {code}{at}", help=_go_on(group))
    how = "stopped answering" if worker.killed else f"died ({signal.Signals(-code).name})"
    return WorkerLostError(f"worker {worker.index} {how}{at}", help=_go_on(group) or "nothing was saved: try again")


def _go_on(group: Group) -> str | None:
    """What is saved, and the command that goes on from there."""
    if group.folder is None:
        return None
    step = last_checkpoint(group.folder)
    saved = "no checkpoint yet" if step is None else f"last checkpoint {step}"
    return f"{saved}; go on with: {resume_command(group.folder)} --workers {len(group.workers)}"


def last_checkpoint(folder: Path) -> int | None:
    """The newest step of a run that is on the disk."""
    return max(map(step_of, list_names(RunFolder(folder).checkpoints)), default=None)
