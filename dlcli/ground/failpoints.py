"""Named places where a test can make the program die, fail, wait or be counted.

`DLCLI_FAILPOINT=name[@n]=kill|signal:SIGTERM|raise:ENOSPC|sleep:seconds|count:file`, several separated by commas, is
read once, when this module is imported, and refused unless `DLCLI_TESTING=1`. With `@n` only the n-th time that the
place is reached counts. `count` makes its file a byte longer: what was done can be known of a process that was killed.

Example:
    DLCLI_TESTING=1 DLCLI_FAILPOINT=before_rename@2=kill dlcli train recipe.yaml
"""

from __future__ import annotations

import errno
import os
import re
import signal
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from dlcli.ground.errors import UsageError

_FORM = re.compile(
    r"(?P<name>[A-Za-z0-9_.-]+)(@(?P<turn>[1-9][0-9]*))?="
    r"((?P<kill>kill)|signal:(?P<signal>SIG[A-Z0-9]+)|raise:(?P<errno>E[A-Z0-9]+)|sleep:(?P<seconds>[0-9]+(\.[0-9]+)?)"
    r"|count:(?P<file>.+))",
    re.ASCII,
)


@dataclass(frozen=True, kw_only=True)
class _Failpoint:
    name: str
    turn: int | None
    act: Callable[[], None]


def failpoint(name: str) -> None:
    """A place called `name`: does nothing, unless the environment armed it before the start.

    Raises:
        OSError: with the error number that `raise:` names.
    """
    if _armed:
        _reach(name)


def _reach(name: str) -> None:
    _reached[name] += 1
    for armed in _armed:
        if armed.name == name and armed.turn in (None, _reached[name]):
            armed.act()


def _from_environment(environment: Mapping[str, str]) -> tuple[_Failpoint, ...]:
    text = environment.get("DLCLI_FAILPOINT", "")
    if not text:
        return ()
    if environment.get("DLCLI_TESTING") != "1":
        raise UsageError(
            "DLCLI_FAILPOINT makes dlcli fail on purpose and is for its tests only",
            where="the environment",
            help="unset DLCLI_FAILPOINT",
        )
    return tuple(_parse(part) for part in text.split(","))


def _parse(text: str) -> _Failpoint:
    found = _FORM.fullmatch(text)
    act = _act(found) if found else None
    if found is None or act is None:
        raise UsageError(
            f"'{text}' is no failpoint",
            where="DLCLI_FAILPOINT",
            help="write name=kill, name=signal:SIGTERM, name=raise:ENOSPC or name=sleep:2; name@3: the third time only",
        )
    return _Failpoint(name=found["name"], turn=int(found["turn"]) if found["turn"] else None, act=act)


def _act(found: re.Match[str]) -> Callable[[], None] | None:
    """What is to happen; None where the system knows no such signal or error."""
    if found["seconds"]:
        return partial(time.sleep, float(found["seconds"]))
    if found["file"]:
        return partial(_count, found["file"])
    if found["errno"]:
        number = getattr(errno, found["errno"], None)
        return None if number is None else partial(_raise, number)
    asked = getattr(signal, found["signal"] or "SIGKILL", None)
    return None if asked is None else partial(os.kill, os.getpid(), asked)


def _count(file: str) -> None:
    with open(file, "ab") as counted:
        counted.write(b".")


def _raise(number: int) -> None:
    raise OSError(number, os.strerror(number))


_armed = _from_environment(os.environ)
_reached: Counter[str] = Counter()
