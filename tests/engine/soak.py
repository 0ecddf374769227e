"""Kills runs that save often at random moments of their lives, resumes each in a new process until it is finished.

Three of four kills come by the clock, uniformly over the time of an uninterrupted run: while libraries load, in
training, while files are written. Every fourth comes at a random place of a random save. After each kill the newest
checkpoints are verified; every finished run is compared with one that nobody interrupted, with tolerance 0.

Example:
    python -m tests.engine.soak --kills 100 --seed 0
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from dlcli.ground.errors import CheckpointError
from dlcli.run import checkpoints
from dlcli.run.folder import RunFolder
from tests.engine.equality import differences
from tests.engine.lives import command, environment, run_in
from tests.engine.recipes import Way

WAY = Way(recipe="noisy")
PLACES = {
    "before_rename": 6,
    "after_rename": 6,
    "folder_before_fsync": 40,
    "folder_before_rename": 40,
    "folder_after_rename": 40,
    "folder_set_aside": 40,
    "checkpoint.made": 40,
    "checkpoint.half.state.safetensors": 40,
    "checkpoint.half.counters.json": 40,
    "checkpoint.half.manifest.json": 40,
    "checkpoint.before_prune": 40,
    "append": 20,
    "model.before_rename": 2,
    "model.after_rename": 2,
}
"""Where files are written, and about how often a run comes there."""


class Wrong(Exception):
    """A run did not survive."""


class Run:
    """A run in a folder of its own, from its first process to the last."""

    def __init__(self, folder: Path, recipe: str) -> None:
        self.folder, self.resumes = folder, 0
        self._newest, self._resumed = 0, 0
        folder.mkdir()
        (folder / "recipe.yaml").write_text(recipe, "utf-8")

    @property
    def begun(self) -> RunFolder | None:
        """The run's folder, once it can be gone on with."""
        runs = [RunFolder(path.parent) for path in self.folder.glob("runs/*/2*/resolved.yaml")]
        return runs[0] if runs else None

    def live(self, *, moment: float | None = None, failpoint: str = "") -> int:
        """Starts or resumes the run, and kills it after so many seconds; the exit code."""
        resuming = self.begun is not None
        self.resumes += resuming
        process = subprocess.Popen(
            command(self.folder, WAY, resuming=resuming),
            cwd=self.folder,
            env=environment(failpoint),
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "said").open("wb"),
        )
        try:
            process.wait(timeout=moment)
        except subprocess.TimeoutExpired:
            process.kill()
        code = process.wait()
        if code not in (0, -signal.SIGKILL):
            raise Wrong(f"exit {code}: {(self.folder / 'said').read_text('utf-8', 'replace')}")
        self._look()
        return code

    def _look(self) -> None:
        """Verifies that a checkpoint is there, once one was, and that the process went on from the newest.

        Raises:
            Wrong: it is not so.
        """
        run = self.begun
        if run is None:
            return
        resumed_from = _resumed_from(run)
        if len(resumed_from) > self._resumed and resumed_from[-1] != self._newest:
            raise Wrong(f"went on from step {resumed_from[-1]}, there was a checkpoint of step {self._newest}")
        self._resumed = len(resumed_from)
        names = [name for name in checkpoints.list_names(run.checkpoints) if _whole(run, name)]
        newest = max(map(checkpoints.step_of, names), default=0)
        if newest < self._newest:
            raise Wrong(f"a checkpoint of step {self._newest} was there, the newest is now of step {newest}")
        self._newest = newest

    def check(self, oracle: RunFolder) -> int:
        """Compares the finished run; gives how often it went on from a checkpoint.

        Raises:
            Wrong: it is not the same, or something is left over.
        """
        run = self.begun
        assert run is not None
        found = differences(run, oracle)
        # A folder that was killed before it was a run is nobody's: the next process makes another one.
        left = [str(path.relative_to(self.folder)) for path in run.path.rglob(".tmp-*")]
        if found or left:
            raise Wrong("; ".join([*found, *(f"left over: {each}" for each in left)]))
        return sum(step > 0 for step in _resumed_from(run))


def _whole(run: RunFolder, name: str) -> bool:
    with suppress(CheckpointError):
        checkpoints.verify(run.checkpoints / name)
        return True
    return False


def _resumed_from(run: RunFolder) -> list[int]:
    found: list[int] = json.loads(run.environment.read_bytes())["resumed_from"]
    return found


def soak(folder: Path, *, kills: int, seed: int, epochs: int) -> str:
    """Kills so many processes; the figure.

    Raises:
        Wrong: a run did not survive.
    """
    recipe = WAY.text(every_steps=2, keep=2).replace("epochs: 5", f"epochs: {epochs}")
    assert "epochs: 5" not in recipe or epochs == 5
    oracle = Run(folder / "oracle", recipe)
    seconds = _lasted(oracle)
    # The first one may have read the libraries from a cold disk.
    seconds = min(seconds, _lasted(Run(folder / "again", recipe)))
    print(f"uninterrupted: {seconds:.1f} s; seed {seed}", flush=True)
    dice, killed, resumes, restored, runs = random.Random(seed), 0, 0, 0, 0
    while killed < kills:
        run = Run(folder / f"run-{runs}", recipe)
        while killed < kills:
            began = time.monotonic()
            code = run.live(**_fate(dice, seconds))
            if code == 0:
                # How long a life lasts changes with what else the machine does.
                seconds = seconds if run.resumes else time.monotonic() - began
                break
            killed += 1
        else:
            run.live()
        restored += run.check(run_in(oracle.folder))
        resumes, runs = resumes + run.resumes, runs + 1
        print(f"run {runs}: bit-identical, {run.resumes} resumes; {killed} kills so far", flush=True)
    told = f"{killed} kills, {resumes} resumes ({restored} of them from a checkpoint)"
    return f"{runs} of {runs} runs bit-identical after {told}, no leftover"


def _lasted(run: Run) -> float:
    began = time.monotonic()
    run.live()
    return time.monotonic() - began


def _fate(dice: random.Random, seconds: float) -> dict[str, float | str]:
    """How a life is to end."""
    if dice.random() < 0.25:
        place, turns = dice.choice(list(PLACES.items()))
        return {"failpoint": f"{place}@{dice.randint(1, turns)}=kill"}
    return {"moment": dice.uniform(0, seconds)}


def main() -> None:
    """Reads the command line, and prints the figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=20, help="of five updates, with a checkpoint every two")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        try:
            print(soak(Path(folder), kills=given.kills, seed=given.seed, epochs=given.epochs), flush=True)
        except Wrong as error:
            sys.exit(f"NOT EQUAL: {error}")


if __name__ == "__main__":
    main()
