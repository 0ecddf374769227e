"""What a worker process says to the launcher that started it: small files in a folder of the launcher's own.

Without a launcher, which is every training but those of `--workers N`, nothing here does anything.
"""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from dlcli.ground.cluster import found
from dlcli.ground.errors import DlcliError, Interrupted
from dlcli.run.events import Event, Leaving, Listener, Progressed, RecipeRead, Started

LAUNCHER = "DLCLI_LAUNCHER"
"""The variable that names the launcher's folder."""
SHARED = ("auto", "multi_worker")
"""The strategies that the workers of a cluster share."""
GRACE = 25.0
"""How many seconds a worker has to save and stop once it is asked to."""
SECONDS_BETWEEN_STEPS_TOLD = 0.1


@dataclass(frozen=True)
class Ended:
    """Why a worker ended, as it would have told it on the terminal."""

    exit_code: int
    report: str
    at: float
    """When, by the clock that all processes of a machine share."""


class WorkersError(DlcliError):
    """What a worker told, word for word."""

    def __init__(self, ended: Ended) -> None:
        super().__init__(ended.report.strip())
        self.report = ended.report
        self.exit_code = ended.exit_code


class Mailbox:
    """The launcher's folder: who writes a file replaces it whole."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def put(self, name: str, text: str) -> None:
        """Writes a file; a launcher that is gone is none of the writer's business."""
        beside = self._path / f".{name}.{os.getpid()}"
        with suppress(OSError):
            beside.write_text(text, "utf-8")
            beside.replace(self._path / name)

    def get(self, name: str) -> str | None:
        """What a file holds; None where it is not there."""
        try:
            return (self._path / name).read_text("utf-8")
        except OSError:
            return None

    def ended(self, worker: int) -> Ended | None:
        """Why a worker ended, where it could say so."""
        text = self.get(f"error-{worker}")
        return Ended(**json.loads(text)) if text is not None else None


def mailbox(environment: Mapping[str, str] = os.environ) -> Mailbox | None:
    """Where this process writes to its launcher; None where it has none."""
    path = environment.get(LAUNCHER)
    return Mailbox(Path(path)) if path else None


def arrived() -> None:
    """TensorFlow is loaded: what comes next is waiting for the other workers."""
    _tell("arrived")


def joined() -> None:
    """Every worker has found the others."""
    _tell("joined")


def telling(listener: Listener) -> Listener:
    """The listener of a training: of several workers it hears the chief alone, and a launcher hears of the steps."""
    box = mailbox()
    index, last = 0, 0.0

    def tell(event: Event) -> None:
        nonlocal index, last
        if isinstance(event, RecipeRead) and event.checked.recipe.distribution.word in SHARED:
            index = _index()
        if isinstance(event, Leaving) and tells_launcher(event.error.exit_code, _shown(event.error)):
            return
        if index == 0 or isinstance(event, Leaving):
            listener(event)
        if box is None or index > 0:
            return
        if isinstance(event, Started):
            box.put("folder", str(event.folder))
        elif isinstance(event, Progressed) and time.monotonic() - last >= SECONDS_BETWEEN_STEPS_TOLD:
            last = time.monotonic()
            box.put("step", str(event.step))

    return tell


def _shown(error: DlcliError) -> str:
    return f"{error}\n" if isinstance(error, Interrupted) else f"error: {error}\n"


def tells_launcher(exit_code: int, report: str) -> bool:
    """Leaves an error to the launcher, which shows the first real one of all workers; False where there is none."""
    box = mailbox()
    if box is None:
        return False
    box.put(f"error-{_index()}", json.dumps(asdict(Ended(exit_code, report, time.monotonic()))))
    return True


def resume_command(folder: Path) -> str:
    """What goes on with a run, with as many workers as there are."""
    box = mailbox()
    workers = box.get("workers") if box is not None else None
    return f"dlcli train {folder} --resume" + (f" --workers {workers}" if workers else "")


def end_with_launcher() -> None:
    """Ends this process, saved where that is possible, when its launcher is gone."""
    box = mailbox()
    launcher = box.get("launcher") if box is not None else None
    if launcher is not None:
        threading.Thread(target=_watch, args=(int(launcher),), name="launcher", daemon=True).start()


def _watch(launcher: int) -> None:
    while os.getppid() == launcher:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os.kill(os.getpid(), signal.SIGKILL)


def _tell(word: str) -> None:
    box = mailbox()
    if box is not None:
        box.put(f"{word}-{_index()}", "")


def _index() -> int:
    cluster = found(os.environ)
    return cluster.index if cluster is not None else 0
