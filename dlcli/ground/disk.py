"""What the operating system's refusals to write mean, in our words."""

from __future__ import annotations

import errno
import resource
from collections.abc import Container, Iterator
from contextlib import contextmanager
from pathlib import Path

from dlcli.ground.errors import ResourceError

_MAKE_ROOM = "free some space or write to another disk"
_CHOOSE = "choose a folder that you may write to"
_REFUSALS = {
    errno.ENOSPC: ("no space left", _MAKE_ROOM),
    errno.EDQUOT: ("your disk quota is used up", _MAKE_ROOM),
    errno.EFBIG: ("the file is larger than is allowed here", "raise the limit with `ulimit -f` or use another disk"),
    errno.EROFS: ("the file system is read-only", _CHOOSE),
    errno.EACCES: ("permission denied", _CHOOSE),
    errno.EPERM: ("not permitted", _CHOOSE),
    errno.EIO: ("the disk reports an error", "check the disk or use another one"),
    errno.ENOENT: ("its folder does not exist", "make the folder, or find out what removed it"),
    errno.ENOTDIR: ("its parent is not a folder", "choose another path"),
    errno.EISDIR: ("there is a folder of that name", "remove it or choose another path"),
    errno.EEXIST: ("it exists already", "remove it or choose another path"),
    errno.ENOTEMPTY: ("it exists already", "remove it or choose another path"),
    errno.ELOOP: ("it is a link", "remove the link"),
    errno.ENAMETOOLONG: ("its name is too long", "choose a shorter one"),
    errno.EMFILE: ("too many files are open", "raise the limit with `ulimit -n`"),
    errno.ENOLCK: ("this file system cannot lock files", "use a local disk"),
    errno.EOPNOTSUPP: ("this file system cannot do that", "use a local disk"),
}

TROUBLES_OF_THE_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO})


@contextmanager
def writing(path: Path, *, only: Container[int] = _REFUSALS) -> Iterator[None]:
    """Inside this, an OSError that says why `path` cannot be written leaves as a ResourceError naming both."""
    try:
        yield
    except OSError as problem:
        if problem.errno is None or problem.errno not in only:
            raise
        reason, advice = refusal_to_write(problem.errno)
        error = ResourceError(f"cannot write '{path}': {reason}", help=advice)
        error.may_pass = problem.errno in TROUBLES_OF_THE_DISK
        raise error from problem


def refusal_to_write(number: int) -> tuple[str, str]:
    """What an error number means, and what to do."""
    reason, advice = _REFUSALS[number]
    if number == errno.EMFILE:
        reason += f", the limit is {resource.getrlimit(resource.RLIMIT_NOFILE)[0]}"
    return reason, advice
