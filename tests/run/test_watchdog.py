"""An input that does not come ends the run with 3; a slow one, a busy process and a stopped one do not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from dlcli.run import watchdog
from dlcli.run.events import Event, Leaving
from dlcli.run.folder import RunFolder
from dlcli.run.watchdog import Watchdog

STUCK = """
import os, sys
from pathlib import Path
from dlcli.run import tensorflow
tensorflow.load(tensorflow.nothing)
import numpy as np
import tensorflow as tf
from dlcli.cli import app
from dlcli.report.training import TrainingReport
from dlcli.run.events import EpochEnded
for name in ("cat", "dog"):
    Path("pets", name).mkdir(parents=True)
    for number in range(8):
        picture = np.full((8, 8, 1), number, np.uint8)
        Path("pets", name, f"{number}.png").write_bytes(tf.io.encode_png(picture).numpy())
Path("pets.yaml").write_text('''
data: {source: {type: image_folder, path: pets, channels: 1}, batch_size: 2, timeout: 2, cache: none,
       transforms: [{type: resizing, height: 8, width: 8}]}
layers: [flatten, {type: dense, units: "${data.classes}", activation: softmax}]
training: {epochs: 50, checkpoint: {every_steps: 1}}
''')
see = TrainingReport.__call__
def listen(self, event):
    see(self, event)
    if isinstance(event, EpochEnded) and event.epoch == 2:
        ACTION
TrainingReport.__call__ = listen
sys.argv[1:] = ["train", "pets.yaml"]
app.main()
"""
PIPES = """
        for path in Path("pets", "dog").iterdir():
            path.unlink()
            os.mkfifo(path)
"""


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], int]], list[Event]]:
    """What a watchdog with 20 quick ticks says within 100 of them; `steps` tells how many steps have ended."""
    ended = threading.Event()

    def leave(code: int) -> None:
        ended.set()
        raise SystemExit(code)

    monkeypatch.setattr(watchdog, "_TICK", 0.005)
    monkeypatch.setattr(watchdog.os, "_exit", leave)

    def run(steps: Callable[[], int]) -> list[Event]:
        events: list[Event] = []
        with Watchdog(RunFolder(tmp_path), events.append, seconds=20, steps=steps):
            ended.wait(1.5)
        return events

    return run


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_step_that_does_not_end_is_told_with_what_waits(
    watched: Callable[[Callable[[], int]], list[Event]], tmp_path: Path
) -> None:
    (event,) = watched(lambda: 7)
    assert isinstance(event, Leaving)
    assert event.error.exit_code == 3
    assert str(event.error).startswith(f"no batch has come for 20 s, step 8 waits for it, {tmp_path}; crash.txt shows")
    assert "Thread" in (tmp_path / "crash.txt").read_text()


def test_steps_that_end_slowly_are_not_stuck(watched: Callable[[Callable[[], int]], list[Event]]) -> None:
    numbers = count()
    assert watched(lambda: next(numbers)) == []


def test_a_process_that_computes_is_not_stuck(
    watched: Callable[[Callable[[], int]], list[Event]], monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = count(0, 10)
    monkeypatch.setattr(watchdog, "process_time", lambda: next(seconds))
    assert watched(lambda: 7) == []


@pytest.mark.slow
def test_a_pipe_in_the_place_of_a_picture_ends_the_run(tmp_path: Path, repository: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(repository)}
    program = STUCK.replace("ACTION", PIPES.strip())
    found = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert found.returncode == 3
    assert "error: no batch has come for 2 s, step " in found.stderr.splitlines()[-1]
    assert "execute.py" in (tmp_path / "runs" / "pets" / "latest" / "crash.txt").read_text()


@pytest.mark.slow
def test_a_process_that_was_stopped_and_goes_on_is_not_stuck(tmp_path: Path, repository: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(repository)}
    program = STUCK.replace("ACTION", "os.kill(os.getpid(), 19)")
    command = [sys.executable, "-c", program]
    process = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    os.waitid(os.P_PID, process.pid, os.WSTOPPED)
    threading.Event().wait(6)
    os.kill(process.pid, signal.SIGCONT)
    process.communicate(timeout=120)
    assert process.returncode == 0
