"""Examples a second of dlcli, Keras's fit, a bare loop and PyTorch on the same jobs, trained in turns side by side.

Example:
    python tests/benchmarks/speed.py --jobs mlp lenet5 --turns 5
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from jobs import JOBS, Job, write_data
from measure import print_table, ratio, ratios
from turns import Contestant

CONTENDERS = ("dlcli", "fit", "fit-64", "fit-64-xla", "bare", "bare-xla", "torch", "torch-compile")
RIVALS = {
    "best of fit": ("fit", "fit-64", "fit-64-xla"),
    "best bare loop": ("bare", "bare-xla"),
    "PyTorch eager": ("torch",),
}


@dataclass
class Found:
    """What was measured of a contender."""

    seconds: list[float] = field(default_factory=list)
    """One number a turn, from the second epoch on."""
    processor: list[float] = field(default_factory=list)
    """Seconds of processor time, of all threads together."""
    megabytes: list[float] = field(default_factory=list)
    """The peak of a process, from its data to a saved model."""
    first_epoch: list[float] = field(default_factory=list)
    """Seconds from the loaded libraries to the end of the first epoch, beside other contenders that begin."""
    first_step: list[float] = field(default_factory=list)
    """Of dlcli alone: seconds from the loaded libraries to the end of the first step, with nothing beside it."""


def race(job: Job, names: Sequence[str], folder: Path, given: argparse.Namespace, found: Mapping[str, Found]) -> None:
    """Starts every contender, lets each train a turn at a time, forwards and backwards through the list."""
    data = write_data(job, folder)
    with ExitStack() as stack:
        started = {}
        for name in names:
            started[name] = contestant = begin(name, job, data, given)
            stack.callback(contestant.end)
            if name == "dlcli":
                hear(contestant, found[name])
        for name in names[1:]:
            hear(started[name], found[name])
        for turn in range(given.turns):
            for name in names if turn % 2 == 0 else reversed(names):
                told = started[name].turn()
                found[name].seconds.append(told["seconds"])
                found[name].processor.append(told["processor"])
        for name in names:
            found[name].megabytes.append(float(started[name].told()["megabytes"]))


def begin(name: str, job: Job, data: Path, given: argparse.Namespace) -> Contestant:
    """Starts a contender in a folder of its own."""
    folder = data.parent / name
    folder.mkdir(exist_ok=True)
    script = Path(__file__).resolve().parent / "contender.py"
    python = given.torch if name.startswith("torch") else sys.executable
    return Contestant([python, str(script), name, job.name, str(data), str(given.turns)], folder=folder)


def hear(contestant: Contestant, found: Found) -> None:
    """Waits for the end of the first epoch."""
    first = contestant.told()
    found.first_epoch.append(first["seconds"])
    if first["first_step"] is not None:
        found.first_step.append(first["first_step"])


def show(job: Job, found: Mapping[str, Found], *, starts: int) -> None:
    """Prints a job's table and the ratios that count."""
    ours, rows = found["dlcli"], {}
    for name, each in found.items():
        compared = ratios(each.seconds, ours.seconds)
        low, _, high = quantiles(compared, n=4) if len(compared) > 1 else compared * 3
        rows[name] = (
            f"{job.examples * job.epochs_a_turn / median(each.seconds):,.0f}",
            f"{median(compared):.3f}",
            f"{low:.3f}–{high:.3f}",
            f"{median(each.processor) / median(each.seconds):.2f}",
            f"{median(each.first_epoch):.1f}",
            f"{median(each.megabytes):,.0f}",
            f"{median(ours.megabytes) / median(each.megabytes):.2f}",
        )
    heads = ("examples/s", "dlcli ÷ this", "middle half", "cores", "first epoch, s", "peak MB", "dlcli ÷ this")
    turns = len(ours.seconds)
    batches = f"{job.steps * job.epochs_a_turn} batches of {job.batch_size}"
    print_table(f"{job.title}: {turns} turns of {batches}, {starts} start{'s'[: starts > 1]}", heads, rows)
    for rival, names in RIVALS.items():
        there = [name for name in names if name in found]
        if there:
            best = min(there, key=lambda name: median(found[name].seconds))
            print(f"dlcli ÷ {rival}: {ratio(found[best].seconds, ours.seconds):.3f} ({best})")
    print(f"dlcli's first step: {median(ours.first_step):.2f} s after TensorFlow's import", flush=True)


def without(job: Job, asked: Sequence[str], *, torch: bool) -> list[str]:
    """The contenders of a job; dlcli is always the first."""
    left_out = {name for name in CONTENDERS if name.startswith("torch") and not torch}
    left_out.update(() if asked else job.left_out)
    return [name for name in CONTENDERS if name == "dlcli" or (name not in left_out and (not asked or name in asked))]


def has_torch(python: str) -> bool:
    """Whether an interpreter can import torch."""
    return subprocess.run([python, "-c", "import torch"], capture_output=True, check=False).returncode == 0


def main() -> None:
    """Reads the command line, runs the jobs and prints their tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", nargs="+", choices=list(JOBS), default=list(JOBS))
    parser.add_argument("--contenders", nargs="+", choices=CONTENDERS, default=[], help="only these beside dlcli")
    parser.add_argument("--turns", type=int, default=5, help="a turn takes about a second")
    parser.add_argument("--starts", type=int, default=1, help="how often all begin afresh")
    parser.add_argument("--torch", default=sys.executable, help="a Python that has torch")
    given = parser.parse_args()
    # As dlcli does; TensorFlow by itself leaves it off on a processor without AVX-512, and every rival with it.
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
    torch = has_torch(given.torch)
    if not torch:
        print("PyTorch is not installed here and left out; --torch PYTHON names a Python that has it")
    for job in (JOBS[name] for name in given.jobs):
        names = without(job, given.contenders, torch=torch)
        found = {name: Found() for name in names}
        for _ in range(given.starts):
            with tempfile.TemporaryDirectory() as folder:
                race(job, names, Path(folder), given, found)
        show(job, found, starts=given.starts)


if __name__ == "__main__":
    main()
