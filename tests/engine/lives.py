"""A run with several lives: stopped in one process, it goes on in the next, until it is finished."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from dlcli.run.folder import RunFolder
from tests.engine.recipes import EPOCH, INTERVAL, PIECES, Way

LOST_WORKER = 8
REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Stop:
    """A moment at which a run is stopped."""

    name: str
    arm: Callable[[Way, int, int], str]
    """The failpoints, given the step that a life begins with and the one that the run ends with."""
    signal: int = signal.SIGKILL
    most_lost: int = INTERVAL
    """How many updates may be taken twice."""

    def code(self, way: Way) -> int:
        """The exit code."""
        if self.signal == signal.SIGTERM:
            return 128 + self.signal
        return -self.signal if way.workers == 1 else LOST_WORKER


def _killed(place: str, turn: int) -> str:
    """Not before the writer has had the time to end: a checkpoint is written while training goes on."""
    return f"{place}@{turn}=sleep:0.5,{place}@{turn}=kill"


def _killed_at(step: int) -> Callable[[Way, int, int], str]:
    return lambda way, start, end: _killed("train.step", step - start)


def _in_last_validation(way: Way, start: int, end: int) -> int:
    """Which piece of all that a life looks at is the second of the last validation."""
    return ((end - 1) // EPOCH - start // EPOCH) * PIECES[way.recipe] + 2


BEFORE_ANY_SAVE = Stop("killed at the first step", _killed_at(1))
AT_FIRST = Stop(
    "SIGTERM at the first step", lambda way, start, end: "train.step@1=signal:SIGTERM", signal.SIGTERM, most_lost=0
)
IN_EPOCH = Stop("killed in the middle of an epoch", _killed_at(EPOCH + 3))
AT_EPOCHS_END = Stop("killed at an epoch's last step", _killed_at(2 * EPOCH))
IN_SAVE = Stop(
    "killed in a save",
    lambda way, start, end: "checkpoint.half.state.safetensors@3=kill",
    # What is half written is lost, and so is what was trained meanwhile: at most until the next save would begin.
    most_lost=2 * INTERVAL,
)
IN_VALIDATION = Stop("killed in validation", lambda *life: _killed("validation.piece", _in_last_validation(*life)))
ASKED_IN_VALIDATION = Stop(
    "SIGTERM in validation",
    lambda *life: f"validation.piece@{_in_last_validation(*life)}=signal:SIGTERM",
    signal.SIGTERM,
    most_lost=0,
)
EVERY_STOP = (BEFORE_ANY_SAVE, AT_FIRST, IN_EPOCH, AT_EPOCHS_END, IN_SAVE, IN_VALIDATION, ASKED_IN_VALIDATION)


@dataclass(frozen=True)
class Life:
    """What a process did of a run before it was stopped, or finished it."""

    stop: Stop | None
    code: int
    start: int
    computed: int

    @property
    def end(self) -> int:
        """The step that it came to."""
        return self.start + self.computed


def run_in(folder: Path) -> RunFolder:
    """The one run below a folder."""
    (path,) = (path for path in folder.glob("runs/*/*") if not path.is_symlink())
    return RunFolder(path)


def command(folder: Path, way: Way, *, resuming: bool) -> list[str]:
    """What trains the recipe of a folder, or goes on with its run."""
    options = ["--resume"] if resuming else []
    options += ["--workers", str(way.workers)] if way.workers > 1 else []
    return [sys.executable, "-m", "dlcli", "train", str(folder / "recipe.yaml"), *options]


def environment(failpoints: str = "") -> dict[str, str]:
    """This process's own, with failpoints."""
    more = {"DLCLI_TESTING": "1", "DLCLI_FAILPOINT": failpoints} if failpoints else {}
    return {**os.environ, "PYTHONPATH": str(REPOSITORY), **more}


def uninterrupted(folder: Path, way: Way) -> RunFolder:
    """The run that nobody stops; it makes as many updates a call as it likes."""
    folder.mkdir(parents=True)
    (folder / "recipe.yaml").write_text(way.text(), "utf-8")
    code, said = _lived(folder, way, resuming=False, failpoints="")
    assert code == 0, said
    return run_in(folder)


def last_step(run: RunFolder) -> int:
    """The step that a finished run came to."""
    return int(json.loads(run.metrics.read_text("utf-8").splitlines()[-1])["step"])


def stopped_and_resumed(folder: Path, way: Way, stops: Sequence[Stop], *, end: int) -> list[Life]:
    """The lives of a run that is stopped each time, one update a call, and then comes to its end."""
    folder.mkdir(parents=True)
    (folder / "recipe.yaml").write_text(way.text("steps_per_execution: 1"), "utf-8")
    lives: list[Life] = []
    for stop in (*stops, None):
        expected = _next_start(folder) if lives else 0
        armed = f",{stop.arm(way, expected, end)}" if stop else ""
        counted = folder / f"steps-{len(lives)}"
        failpoints = f"train.step=count:{counted}{armed}"
        code, said = _lived(folder, way, resuming=bool(lives), failpoints=failpoints)
        assert code == (stop.code(way) if stop else 0), f"{stop.name if stop else 'to the end'}: exit {code}\n{said}"
        computed = ceil(counted.stat().st_size / way.workers) if counted.exists() else 0
        lives.append(Life(stop, code, _begun_at(run_in(folder), resumes=len(lives)), computed))
    return lives


def _lived(folder: Path, way: Way, *, resuming: bool, failpoints: str) -> tuple[int, str]:
    ended = subprocess.run(
        command(folder, way, resuming=resuming),
        cwd=folder,
        env=environment(failpoints),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    return ended.returncode, ended.stdout + ended.stderr


def _next_start(folder: Path) -> int:
    """The step that the next life should begin with, told from the names of what is on the disk."""
    return max((int(path.name[5:13]) for path in run_in(folder).checkpoints.glob("step-*")), default=0)


def _begun_at(run: RunFolder, *, resumes: int) -> int:
    """The step that the run says that its last life began with."""
    begun: list[int] = json.loads(run.environment.read_bytes())["resumed_from"]
    assert len(begun) == resumes, f"resumed from {begun}, after {resumes} stops"
    return begun[-1] if begun else 0


def mistakes(lives: Sequence[Life], *, end: int) -> list[str]:
    """Where the lives of a run do not follow one another as they should, in words."""
    found = []
    for life, following in itertools.pairwise(lives):
        assert life.stop is not None
        lost = life.end - following.start
        if not 0 <= lost <= life.stop.most_lost:
            found.append(f"{life.stop.name}: came to step {life.end}, went on from {following.start}")
        if (following.start > 0) == (life.stop is BEFORE_ANY_SAVE):
            found.append(f"{life.stop.name}: went on from step {following.start}")
    if lives[-1].end != end:
        found.append(f"ended at step {lives[-1].end}, not {end}")
    return found
