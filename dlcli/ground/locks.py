"""A run folder belongs to one process at a time, and the lock says to whom.

The system frees the lock when its process ends, however it ends, so that there is no stale lock to clean away.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from dlcli.ground.disk import writing
from dlcli.ground.errors import BusyError

_LONGEST_RECORD = 4096


class RunLock:
    """Holds `folder` for this process while its block runs.

    Raises:
        BusyError: on entering, if another process (or this one) holds the folder.
        ResourceError: on entering, if the folder cannot be written to or locked.

    Example:
        with RunLock(run):
            write_text(run / "recipe.yaml", text)
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._descriptor: int | None = None

    def __enter__(self) -> Self:
        path = self._folder / ".lock"
        with writing(path):
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _write_record(descriptor)
            except BlockingIOError as problem:
                owner = _read_owner(descriptor)
                os.close(descriptor)
                raise BusyError(
                    f"'{self._folder}' is in use by {owner}", help="wait until it ends, stop it, or use another run"
                ) from problem
            except BaseException:
                os.close(descriptor)
                raise
        self._descriptor = descriptor
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._descriptor is None:
            return
        descriptor, self._descriptor = self._descriptor, None
        try:
            # Unlocked by word, for a child that was forked would keep the lock; the file stays, for removing it
            # would let two processes lock two files of the same name.
            os.ftruncate(descriptor, 0)
            fcntl.flock(descriptor, fcntl.LOCK_UN)
        finally:
            os.close(descriptor)


@contextmanager
def waiting_for(folder: Path) -> Iterator[None]:
    """Holds `folder` for this process while the block runs, and waits for whoever holds it.

    Raises:
        ResourceError: the folder cannot be written to or locked.
    """
    path = folder / ".lock"
    with writing(path):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
    try:
        with writing(path):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _write_record(descriptor: int) -> None:
    record = {
        "pid": os.getpid(),
        "host": os.uname().nodename,
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps(record).encode() + b"\n", 0)


def _read_owner(descriptor: int) -> str:
    try:
        record = json.loads(os.pread(descriptor, _LONGEST_RECORD, 0))
        return f"process {record['pid']} on {record['host']} since {record['since']}"
    except (ValueError, TypeError, KeyError, RecursionError):
        # The owner has locked the file and not yet signed it.
        return "another process"
