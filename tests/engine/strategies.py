"""Starts the processes of a strategy, which train all cases one after the other."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import dlcli
from dlcli.run.folder import RunFolder
from dlcli.run.processes import start_workers

REFERENCE = "one_device"
OTHERS = ("mirrored-2", "mirrored-4", "multi_worker-2")
WORKERS = 2


def train_all(strategy: str, names: Sequence[str], folder: Path, *, seconds: float) -> None:
    """Trains cases below `folder`; what goes wrong in one of them is in `failure`.

    Raises:
        TimeoutError: it took longer.
    """
    command = [sys.executable, "-m", "tests.engine.trains", str(folder), strategy, *names]
    try:
        if strategy.startswith("multi_worker"):
            _together(command, folder / "mailbox", seconds)
        else:
            subprocess.run(command, env=_environment(), timeout=seconds, capture_output=True, check=False)
    except subprocess.TimeoutExpired as error:
        raise TimeoutError(f"{strategy} took more than {seconds:g} s") from error


def trained(strategy: str, name: str, folder: Path) -> RunFolder:
    """The run of a case that was trained.

    Raises:
        AssertionError: it failed, with its traceback.
    """
    failure = folder / f"{name}.{strategy}.error"
    if failure.exists():
        raise AssertionError(failure.read_text("utf-8"))
    run = RunFolder((folder / strategy / name / "latest").resolve())
    if not run.finished:
        raise AssertionError(f"{strategy} has not trained {name}: its process ended before")
    return run


def _together(command: Sequence[str], mailbox: Path, seconds: float) -> None:
    mailbox.mkdir(exist_ok=True)
    workers = start_workers(command, WORKERS, mailbox=mailbox)
    try:
        for worker in workers:
            worker.process.wait(timeout=seconds)
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()


def _environment() -> Mapping[str, str]:
    here = str(Path(dlcli.__file__).resolve().parents[1])
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [here, os.environ.get("PYTHONPATH", "")]))}
