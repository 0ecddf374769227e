"""The errors that a person sees as one line, each with the exit code that it ends a command with.

Example:
    >>> str(DataError("'iris.csv' is empty", where="recipe.yaml:4:9", help="give a file with rows"))
    "'iris.csv' is empty, recipe.yaml:4:9; give a file with rows"
"""

from __future__ import annotations

import signal


class DlcliError(Exception):
    """What went wrong (`message`), where, and what to do next (`help`). Its own exit code, 1, means a bug of ours."""

    exit_code: int = 1

    def __init__(self, message: str, *, where: str | None = None, help: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.help = help

    def __str__(self) -> str:
        """The one line `what, where; next step`, without control characters that a file's name may hold."""
        line = self.message
        if self.where is not None:
            line += f", {self.where}"
        if self.help is not None:
            line += f"; {self.help}"
        return _printable(line)


class UsageError(DlcliError):
    """A command or a recipe that is wrong."""

    exit_code = 2


class DataError(DlcliError):
    """Data that is missing, unreadable or wrong."""

    exit_code = 3


class CheckpointError(DlcliError):
    """A checkpoint that cannot be used."""

    exit_code = 4


class DivergedError(DlcliError):
    """Training whose loss or weights are no longer finite."""

    exit_code = 5


class ResourceError(DlcliError):
    """Out of disk or memory, or not allowed to write."""

    exit_code = 6
    may_pass: bool = False
    """Whether the same may succeed later, as it does when somebody makes room on a full disk."""


class BusyError(DlcliError):
    """A run folder that another process is using."""

    exit_code = 7


class WorkerLostError(DlcliError):
    """A worker process that died, hung or never started."""

    exit_code = 8


class Interrupted(DlcliError):
    """A run that a signal stopped; its exit code is 128 plus the signal's number (130 or 143)."""

    def __init__(self, signal_number: int, *, where: str | None = None, help: str | None = None) -> None:
        super().__init__(f"interrupted by {_signal_name(signal_number)}", where=where, help=help)
        # Exceptions are pickled by `args`, which have to be the constructor's own.
        self.args = (signal_number,)
        self.signal_number = signal_number
        self.exit_code = 128 + signal_number


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _printable(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in text
    )
