"""Runs processes in turn, measures each from start to end, and compares them pair by pair."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

REPOSITORY = Path(__file__).resolve().parent.parent.parent


class ProcessFailed(Exception):
    """A contender ended with an error."""


def surroundings() -> dict[str, str]:
    """The environment of every contender: this package, and no log of TensorFlow."""
    found = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "KERAS_BACKEND": "tensorflow"}
    found["PYTHONPATH"] = os.pathsep.join(filter(None, [str(REPOSITORY), found.get("PYTHONPATH")]))
    return found


def timed(command: Sequence[str], *, folder: Path) -> tuple[float, float, str]:
    """Seconds from start to end, seconds of processor time, and what the process printed.

    Raises:
        ProcessFailed: its exit code is not 0.
    """
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    ended = subprocess.run(
        [sys.executable, *command], cwd=folder, env=surroundings(), capture_output=True, text=True, check=False
    )
    seconds, after = perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if ended.returncode:
        raise ProcessFailed(f"{' '.join(command)}: exit code {ended.returncode}\n{ended.stderr[-2000:]}")
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, processor, ended.stdout


def ratios(above: Sequence[float], below: Sequence[float]) -> list[float]:
    """The ratios of what was measured side by side."""
    return [one / other for one, other in zip(above, below, strict=True)]


def ratio(above: Sequence[float], below: Sequence[float]) -> float:
    """Their median."""
    return median(ratios(above, below))


def print_table(title: str, heads: Sequence[str], rows: Mapping[str, Sequence[str]]) -> None:
    """Prints rows of text below their heads."""
    first = max(len(name) for name in rows)
    widths = [max(len(head), *(len(row[at]) for row in rows.values())) for at, head in enumerate(heads)]
    print(f"\n{title}")
    for name, cells in {"": heads, **rows}.items():
        columns = (f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
        print(f"{name:<{first}}  {'  '.join(columns)}")
