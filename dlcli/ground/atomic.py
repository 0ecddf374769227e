"""Whatever is written is written beside its place and moved there: a killed process leaves the old or the new, no half.

Every function raises ResourceError, with the path and the reason, where the disk refuses.

Example:
    with new_folder(run / "checkpoints" / "step-00000108") as folder:
        write_bytes(folder / "state.safetensors", state)
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dlcli.ground.disk import TROUBLES_OF_THE_DISK, writing
from dlcli.ground.failpoints import failpoint

_PREFIX = ".tmp-"
_CHUNK = 65_536


def write_bytes(path: Path, data: bytes) -> None:
    """Makes `path` a file of these bytes; on disk, not only in the system's memory, when this returns."""
    with writing(path):
        temporary = _beside(path)
        try:
            _write_new(temporary, data)
            failpoint("before_rename")
            os.replace(temporary, path)
        except BaseException:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise
        failpoint("after_rename")
        sync_folder(path.parent)


def write_text(path: Path, text: str) -> None:
    """`write_bytes` of the text in UTF-8, its line ends as they are."""
    write_bytes(path, text.encode())


@contextmanager
def new_folder(final: Path) -> Iterator[Path]:
    """A new folder to fill, which becomes `final` when the block ends well and goes when it raises.

    `final` must not exist. Everything in the folder is on disk before it gets its name.
    """
    with writing(final):
        if os.path.lexists(final):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(final))
        temporary = _beside(final)
        temporary.mkdir()
    try:
        # The block may also read: a missing file that it reads is no reason why `final` cannot be written.
        with writing(final, only=TROUBLES_OF_THE_DISK):
            yield temporary
        with writing(final):
            failpoint("folder_before_fsync")
            _sync_tree(temporary)
            failpoint("folder_before_rename")
            os.rename(temporary, final)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    with writing(final):
        failpoint("folder_after_rename")
        sync_folder(final.parent)


def sync_folder(path: Path) -> None:
    """Puts the names in a folder on disk: without this, a file that was moved there can be lost with the power."""
    with writing(path):
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        except OSError as problem:
            # Some network file systems cannot sync a folder, and are no worse for it than they were.
            if problem.errno not in (errno.EINVAL, errno.ENOTSUP):
                raise
        finally:
            os.close(descriptor)


def remove_folder(path: Path) -> None:
    """Takes a folder away in one step: whoever reads sees all of it or nothing. One that is not there is no error."""
    with writing(path):
        aside = _beside(path)
        with suppress(FileNotFoundError):
            os.rename(path, aside)
            failpoint("folder_set_aside")
            shutil.rmtree(aside)


def remove_leftovers(folder: Path) -> None:
    """Removes what killed processes left unfinished in `folder`.

    Only for who holds the lock of the run: it cannot tell a leftover from what another process is still writing.
    """
    with writing(folder), os.scandir(folder) as entries:
        for entry in list(entries):
            if not entry.name.startswith(_PREFIX):
                continue
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path)
            else:
                os.unlink(entry.path)


def append_line(path: Path, line: str) -> None:
    """Adds one line to a log in a single write, all of it or nothing; the log is made where there is none.

    Raises:
        ValueError: if `line` holds a line end.
    """
    if "\n" in line:
        raise ValueError(f"a line of a log cannot hold a line end: {line!r}")
    data = f"{line}\n".encode()
    with writing(path):
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
        try:
            failpoint("append")
            written = os.write(descriptor, data)
            if written < len(data):
                os.ftruncate(descriptor, os.fstat(descriptor).st_size - written)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        finally:
            os.close(descriptor)


def cut_torn_line(path: Path) -> None:
    """Drops the end of a log after its last line end, where a killed process stopped; no log, nothing to do."""
    with writing(path), suppress(FileNotFoundError):
        descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            size = os.fstat(descriptor).st_size
            whole = _end_of_last_line(descriptor, size)
            if whole < size:
                os.ftruncate(descriptor, whole)
                os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _end_of_last_line(descriptor: int, size: int) -> int:
    end = size
    while end > 0:
        start = max(0, end - _CHUNK)
        found = os.pread(descriptor, end - start, start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        end = start
    return 0


def _beside(path: Path) -> Path:
    return path.parent / f"{_PREFIX}{os.getpid()}-{os.urandom(8).hex()}"


def _write_new(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(data)
        stream.flush()
        failpoint("before_fsync")
        os.fsync(descriptor)


def _sync_tree(folder: Path) -> None:
    for parent, _, names in os.walk(folder, topdown=False):
        for name in names:
            path = Path(parent, name)
            if not path.is_symlink():
                _sync_file(path)
        sync_folder(Path(parent))


def _sync_file(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
