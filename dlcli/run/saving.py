"""Writes a run's checkpoints beside its training; old ones go when a new one is found to be whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from dlcli.ground import atomic
from dlcli.ground.disk import writing
from dlcli.ground.errors import CheckpointError, ResourceError
from dlcli.ground.failpoints import failpoint
from dlcli.run import checkpoints
from dlcli.run.aside import drop_aside
from dlcli.run.checkpoints import Counters
from dlcli.run.pruning import passed

if TYPE_CHECKING:
    import numpy as np

MOST_FAILURES = 3
"""After so many saves in a row that failed, the training ends: what it learns would be lost."""


@dataclass(frozen=True)
class _Snapshot:
    arrays: Mapping[str, np.ndarray]
    counters: Counters
    best_step: int | None


class Checkpoints:
    """The checkpoints of a run. Files are written by a thread, so that training waits only for the copy."""

    def __init__(self, folder: Path, *, keep: int, warn: Callable[[str], None] = lambda _: None) -> None:
        self._folder, self._keep, self._warn = folder, keep, warn
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="checkpoint")
        self._pending: tuple[_Snapshot, Future[None]] | None = None
        self._failures = 0
        self.seconds = 0.0
        """How long the last writing took."""
        self._last: _Snapshot | None = None
        """The newest one, while it is not on the disk."""
        self._best: _Snapshot | None = None
        """The best one, while it is not on the disk: no later checkpoint may say that it is there."""

    def save(self, arrays: Mapping[str, np.ndarray], counters: Counters, *, best_step: int | None) -> None:
        """Begins to write a checkpoint; what the disk refused before is told here, and tried again.

        Raises:
            ResourceError: it cannot be written, or was refused three times in a row.
        """
        self._settle()
        self._begin(_Snapshot(arrays, counters, best_step))

    def look(self) -> None:
        """Tells of a checkpoint that could not be written as soon as that is known.

        Raises:
            ResourceError: as `save` does.
        """
        if self._pending is not None and self._pending[1].done():
            self._settle()

    def wait(self) -> None:
        """Returns when the newest checkpoint is on the disk; one that was refused is tried once more.

        Raises:
            ResourceError: it could not be written.
        """
        self._settle()
        if self._last is not None:
            self._begin(self._last)
            assert self._pending is not None
            self._pending[1].result()
            self._settle()

    def close(self) -> None:
        """Waits for the writer, whatever it met."""
        self._writer.shutdown(wait=True)

    def _begin(self, snapshot: _Snapshot) -> None:
        owed = self._best if self._best and self._best.counters.step == snapshot.best_step else None
        batch = [snapshot] if owed is None or owed is snapshot else [owed, snapshot]
        self._last, self._best = snapshot, snapshot if snapshot.counters.step == snapshot.best_step else owed
        self._pending = (snapshot, self._writer.submit(self._write_all, batch))

    def _settle(self) -> None:
        if self._pending is None:
            return
        (snapshot, future), self._pending = self._pending, None
        try:
            future.result()
        except ResourceError as error:
            self._failures += 1
            if self._failures >= MOST_FAILURES or not error.may_pass:
                raise
            self._warn(f"{snapshot.counters.name} is not saved: {error.message}; the next save tries again")
        else:
            self._failures, self._last, self._best = 0, None, None

    def _write_all(self, snapshots: list[_Snapshot]) -> None:
        began = monotonic()
        with writing(self._folder):
            if not self._folder.is_dir():
                # Not with its parents: a run's folder that was removed meanwhile is not to be made again.
                self._folder.mkdir()
                atomic.sync_folder(self._folder.parent)
        with suppress(ResourceError):
            atomic.remove_leftovers(self._folder)
        for snapshot in snapshots:
            self._write(snapshot)
        failpoint("checkpoint.before_prune")
        self._prune(snapshots[-1])
        self.seconds = monotonic() - began

    def _write(self, snapshot: _Snapshot) -> None:
        final = self._folder / snapshot.counters.name
        if final.exists():
            if _whole(final):
                return
            atomic.remove_folder(final)
        contents = checkpoints.written(snapshot.arrays, snapshot.counters)
        with writing(final), atomic.new_folder(final) as folder:
            failpoint("checkpoint.made")
            for name, pieces in contents.items():
                with (folder / name).open("wb") as file:
                    middle = len(pieces) // 2
                    file.writelines(pieces[:middle])
                    file.flush()
                    failpoint(f"checkpoint.half.{name}")
                    file.writelines(pieces[middle:])
        try:
            checkpoints.verify(final)
        except CheckpointError as error:
            atomic.remove_folder(final)
            refused = ResourceError(f"cannot write '{final}': {error.message}", help="check the disk")
            refused.may_pass = True
            raise refused from error

    def _prune(self, newest: _Snapshot) -> None:
        """Takes old checkpoints away, now that the new one was found to be whole.

        The best one stays, and the one to which a rollback would go.
        """
        # What cannot be removed now goes with the next save: the new one is on the disk all the same.
        with suppress(ResourceError):
            drop_aside(self._folder)
        for name in passed(
            self._folder,
            newest.counters.name,
            keep=self._keep,
            needed=(newest.best_step, newest.counters.back_to),
        ):
            with suppress(ResourceError):
                atomic.remove_folder(self._folder / name)


def _whole(folder: Path) -> bool:
    try:
        checkpoints.verify(folder)
    except CheckpointError:
        return False
    return True
