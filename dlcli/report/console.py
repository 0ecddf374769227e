"""The two streams that everything is shown on: results on stdout, progress and errors on stderr."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING

from dlcli.ground.errors import ResourceError

if TYPE_CHECKING:
    from rich.console import Console

PLAIN_WIDTH = 100


def out() -> Console:
    """A console on stdout."""
    return _console(_open(sys.stdout))


def err() -> Console:
    """A console on stderr."""
    return _console(_open(sys.stderr))


def line(text: str) -> None:
    """Writes a line to stdout as it is; a reader that went away is no error."""
    write(sys.stdout, f"{text}\n")


def wide() -> int:
    """The cells of a line: the terminal's, or 100 where stdout is none."""
    return width_of(sys.stdout)


def _open(stream: IO[str] | None) -> IO[str]:
    """The stream; nothing at all where it was closed before the command began, as cron and daemons do."""
    return stream if stream is not None else Path(os.devnull).open("w", encoding="utf-8")


def width_of(stream: IO[str] | None) -> int:
    """The cells of a stream's line."""
    if stream is None or not stream.isatty():
        return PLAIN_WIDTH
    try:
        return os.get_terminal_size(stream.fileno()).columns or PLAIN_WIDTH
    except (OSError, ValueError):
        return PLAIN_WIDTH


def colored(stream: IO[str] | None) -> bool:
    """Whether colours are shown: on a terminal that has them, unless NO_COLOR is set."""
    return (
        stream is not None and stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    )


def write(stream: IO[str] | None, text: str) -> None:
    """Writes text as it is; a reader that went away is no error, and what an encoding lacks is shown as an escape."""
    if stream is None:
        return
    _tolerate(stream)
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        let_go(stream)
    except OSError as error:
        let_go(stream)
        raise ResourceError(f"the output cannot be written: {(error.strerror or str(error)).lower()}") from error


def _console(stream: IO[str]) -> Console:
    from rich.console import Console

    class Lasting(Console):
        """Goes on in silence when its reader goes away: a training is worth more than its report."""

        def on_broken_pipe(self) -> None:
            let_go(stream)

    _tolerate(stream)
    return Lasting(
        file=stream,
        force_terminal=stream.isatty(),
        color_system="auto" if colored(stream) else None,
        width=width_of(stream),
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )


def _tolerate(stream: IO[str]) -> None:
    if getattr(stream, "errors", None) == "strict" and hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="backslashreplace")


def let_go(stream: IO[str] | None) -> None:
    """Points a stream at nothing, so that no later write and not the interpreter's last flush fails."""
    if stream is None:
        return
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, stream.fileno())
    os.close(nothing)
