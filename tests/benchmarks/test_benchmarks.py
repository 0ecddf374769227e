"""The benchmarks run: every contender does a small job. Nothing is timed here."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parent
SIZES = """
import sys
from pathlib import Path
from dlcli.recipe.check import check
from jobs import JOBS, write_data
from networks import network

for job in JOBS.values():
    checked = check(job.recipe, job.overrides(write_data(job, Path(sys.argv[1])), 1))
    print(job.name, checked.parameters(), network(job.name).count_params())
"""


def run(script: str, *options: str) -> str:
    finished = subprocess.run(
        [sys.executable, str(FOLDER / script), *options], capture_output=True, text=True, timeout=600, check=False
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


@pytest.mark.slow
def test_speed_prints_a_row_for_every_contender() -> None:
    printed = run("speed.py", "--jobs", "mlp", "--turns", "1")
    names = [line.split()[0] for line in printed.splitlines() if line]
    for name in ("dlcli", "fit", "fit-64", "fit-64-xla", "bare", "bare-xla"):
        assert name in names
    assert "dlcli ÷ best bare loop: " in printed


@pytest.mark.slow
def test_recipe_and_script_describe_the_same_networks(tmp_path: Path) -> None:
    found = subprocess.run(
        [sys.executable, "-c", SIZES, str(tmp_path)],
        cwd=FOLDER,
        env={**os.environ, "PYTHONPATH": str(FOLDER.parent.parent)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert found.returncode == 0, found.stderr
    sizes = dict(line.split(maxsplit=1) for line in found.stdout.splitlines())
    assert list(sizes) == ["mlp", "lenet5", "resnet18", "lstm"]
    for name, pair in sizes.items():
        recipe, script = pair.split()
        assert recipe == script, name


@pytest.mark.slow
def test_start_to_end_prints_both() -> None:
    printed = run("start_to_end.py", "--repetitions", "1", "--epochs", "2")
    assert "dlcli train" in printed
    assert "fit script" in printed
