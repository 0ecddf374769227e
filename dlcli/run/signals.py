"""SIGINT, SIGTERM and SIGHUP end a command at once, or ask a training to save first; a second one ends that too."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import suppress
from types import FrameType
from typing import Self

from dlcli.ground.errors import Interrupted
from dlcli.run.events import Leaving, Listener

HEARD = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
_STDERR = 2


class Signals:
    """While this is open, a signal ends the process at once; after `hold`, the loop asks for it and saves first.

    Example:
        with Signals(listener) as signals:
            signals.hold("go on with: dlcli train RUN --resume")
            while signals() is None:
                take_a_step()
    """

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._number: int | None = None
        self._before: dict[int, object] = {}
        self._holds = False
        self._help = "nothing had begun, so nothing was saved"
        self._stderr: int | None = None

    def __call__(self) -> int | None:
        """The signal that came, if one did."""
        return self._number

    def hold(self, help: str) -> None:
        """From here on the first signal is noted; `help` is what a second one, which ends the process, says."""
        self._holds, self._help = True, help
        self.install()

    def leave_at_once(self, help: str) -> None:
        """From here on a signal ends the process again; one that was noted does it now."""
        self._holds, self._help = False, help
        if self._number is not None:
            raise Interrupted(self._number, help=help)

    def install(self) -> None:
        """Hears the signals, also those that somebody else has taken since: TensorFlow's workers take SIGTERM."""
        if threading.current_thread() is not threading.main_thread():
            return
        for number in HEARD:
            # A signal that the command was started to ignore, as under nohup, stays ignored.
            if self._before.get(number, signal.getsignal(number)) != signal.SIG_IGN:
                before = signal.signal(number, self._hear)
                self._before.setdefault(number, before)

    def __enter__(self) -> Self:
        with suppress(OSError):
            # TensorFlow loads with its chatter thrown away; what is said then must not go with it.
            self._stderr = os.dup(_STDERR)
        self.install()
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]
        if self._stderr is not None:
            os.close(self._stderr)
            self._stderr = None

    def _hear(self, number: int, _: FrameType | None) -> None:
        asked = signal.SIGTERM if number == getattr(signal, "SIGHUP", None) else number
        if self._holds and self._number is None:
            self._number = asked
            return
        # Not an exception: one that is raised while a library loads may be caught there.
        with suppress(Exception):
            if self._stderr is not None:
                os.dup2(self._stderr, _STDERR)
            self._listener(Leaving(Interrupted(asked, help=self._help)))
        os._exit(128 + asked)
