"""Opening a stranger's file: whatever stands at the path, the answer is its bytes or a clear error, never a wait."""

from __future__ import annotations

import difflib
import errno
import os
import re
import resource
import stat
from io import BufferedReader
from itertools import islice
from pathlib import Path

from dlcli.ground.errors import DataError, DlcliError

_SCHEME = re.compile(r"\s*[\w+.-]+://")
_NAMES_LOOKED_AT = 10_000
_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFREG: "a file",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}
_REFUSALS = {
    errno.EACCES: ("may not be read (permission denied)", "ask its owner, or change its permissions with chmod"),
    errno.EPERM: ("may not be read (not permitted)", "ask its owner"),
    errno.ELOOP: ("is a loop of links", "give the path of the file itself"),
    errno.ENAMETOOLONG: ("is too long a name for this file system", "check the path"),
    errno.EMFILE: ("cannot be opened: too many files are open", "raise the limit with `ulimit -n`"),
    errno.ENFILE: ("cannot be opened: too many files are open on this machine", "try again later"),
    errno.EIO: ("cannot be read: the disk reports an error", "check the disk, or use a copy of the file"),
}


def scheme_of(path: str) -> str | None:
    """The `http://`, `gs://`, `file://` or other `word://` that a text begins with; None where it is a path."""
    found = _SCHEME.match(path)
    return found.group(0) if found else None


def open_regular(path: Path, *, error: type[DlcliError] = DataError) -> BufferedReader:
    """The file at `path`, open for reading bytes; links are followed.

    Raises:
        DlcliError: of the given type, for whatever is not a file that can be read.
    """
    # Looked at before it is opened, for opening alone can wake a device, and after, for it may be another by then.
    _refuse_unless_file(path, _status(path, error).st_mode, error)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    except OSError as problem:
        raise refusal(path, problem, error=error) from problem
    try:
        _refuse_unless_file(path, os.fstat(descriptor).st_mode, error)
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def read_bytes(path: Path, *, limit: int, error: type[DlcliError] = DataError) -> bytes:
    """Everything in the file at `path`, which may have `limit` bytes at most.

    Raises:
        DlcliError: of the given type, for a larger file and for what `open_regular` refuses.
    """
    with open_regular(path, error=error) as stream:
        size = os.fstat(stream.fileno()).st_size
        try:
            # The size alone is not to be trusted: the file may be growing, and files in /proc say 0.
            data = b"" if size > limit else stream.read(limit + 1)
        except OSError as problem:
            raise refusal(path, problem, error=error) from problem
    size = max(size, len(data))
    if size > limit:
        raise error(f"'{path}' has {size:,} bytes, the limit is {limit:,}", help="give a smaller file")
    return data


def check_folder(path: Path, error: type[DlcliError] = DataError) -> None:
    """Refuses what is not a folder that can be listed.

    Raises:
        DlcliError: of the given type.
    """
    mode = _status(path, error).st_mode
    if not stat.S_ISDIR(mode):
        raise error(f"'{path}' is {_kind(mode)}, not a folder", help="give the path of a folder")
    if not os.access(path, os.R_OK | os.X_OK):
        raise refusal(path, OSError(errno.EACCES, os.strerror(errno.EACCES)), error=error)


def refusal(path: Path, problem: OSError, *, error: type[DlcliError]) -> DlcliError:
    """What the operating system's refusal to open or read `path` means, in our words."""
    if problem.errno == errno.ENOENT:
        return _missing(path, error)
    if problem.errno == errno.ENOTDIR:
        parent = next((folder for folder in path.parents if folder.exists() and not folder.is_dir()), path.parent)
        return error(f"'{path}' cannot be there: '{parent}' is not a folder", help="check the path")
    what, advice = _REFUSALS.get(problem.errno or 0, (f"cannot be read: {problem.strerror}", "check the path"))
    if problem.errno == errno.EMFILE:
        what += f", the limit is {resource.getrlimit(resource.RLIMIT_NOFILE)[0]}"
    return error(f"'{path}' {what}", help=advice)


def _status(path: Path, error: type[DlcliError]) -> os.stat_result:
    if "\0" in str(path):
        raise error(f"'{path}' holds a NUL character, which no file's name can", help="check the path")
    try:
        return os.stat(path)
    except OSError as problem:
        raise refusal(path, problem, error=error) from problem
    except UnicodeEncodeError as problem:
        raise error(f"'{path}' holds a character that no file's name can", help="check the path") from problem


def _refuse_unless_file(path: Path, mode: int, error: type[DlcliError]) -> None:
    if not stat.S_ISREG(mode):
        raise error(f"'{path}' is {_kind(mode)}, not a file", help="give the path of a file")


def _kind(mode: int) -> str:
    return _KINDS.get(stat.S_IFMT(mode), "something special")


def _missing(path: Path, error: type[DlcliError]) -> DlcliError:
    if path.is_symlink():
        target = os.readlink(path)
        return error(f"'{path}' is a link to '{target}', which does not exist", help="mend the link")
    if not path.parent.exists():
        return error(f"'{path}' does not exist, nor does its folder '{path.parent}'", help="check the path")
    alike = difflib.get_close_matches(path.name, _names(path.parent), n=1)
    advice = f"did you mean '{path.parent / alike[0]}'?" if alike else f"relative paths start at '{Path.cwd()}'"
    if path.is_absolute() and not alike:
        advice = "check the path"
    return error(f"'{path}' does not exist", help=advice)


def _names(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return [entry.name for entry in islice(entries, _NAMES_LOOKED_AT)]
    except OSError:
        return []
