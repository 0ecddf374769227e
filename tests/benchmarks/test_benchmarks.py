"""The benchmarks run: every contender does a small job. Nothing is timed here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parent


def run(script: str, *options: str) -> str:
    finished = subprocess.run(
        [sys.executable, str(FOLDER / script), "--repetitions", "1", "--epochs", "2", *options],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


@pytest.mark.slow
def test_speed_prints_a_row_for_every_contender() -> None:
    printed = run("speed.py", "--model", "mlp")
    names = [line.split()[0] for line in printed.splitlines() if line]
    for name in ("dlcli", "fit", "best-fit", "best-fit-xla", "bare-loop", "bare-loop-xla"):
        assert name in names
    assert "dlcli ÷ bare-loop: " in printed


@pytest.mark.slow
def test_start_to_end_prints_both() -> None:
    printed = run("start_to_end.py")
    assert "dlcli train" in printed
    assert "fit script" in printed
