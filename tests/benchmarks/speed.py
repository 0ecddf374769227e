"""Images a second of dlcli, of Keras's fit and of a bare loop, on the same job, run in turn.

Example:
    python tests/benchmarks/speed.py --repetitions 5
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from contenders import CONTENDERS
from jobs import IMAGES, Job, write_pictures
from measure import print_table, ratio, timed

EPOCHS = {"mlp": 40, "lenet5": 16}
RIVALS = {"best-fit": ("best-fit", "best-fit-xla"), "bare-loop": ("bare-loop", "bare-loop-xla")}


@dataclass(frozen=True)
class Measured:
    """One process of one contender."""

    images_a_second: float
    """After the first epoch, which traces and compiles."""
    seconds: float
    processor_seconds: float
    megabytes: float


def do_job(name: str, job: Job) -> None:
    """Does a job in this process and prints one line of JSON."""
    ends = CONTENDERS[name](job)
    steady = IMAGES * (len(ends) - 1) / (ends[-1] - ends[0])
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print("\n" + json.dumps({"images_a_second": steady, "megabytes": megabytes}))


def measure(name: str, job: Job) -> Measured:
    """Has a job done by a process of its own."""
    options = ["--job", name, "--model", job.model, "--epochs", str(job.epochs), "--folder", str(job.folder)]
    seconds, processor, printed = timed([str(Path(__file__).resolve()), *options], folder=job.folder)
    return Measured(seconds=seconds, processor_seconds=processor, **json.loads(printed.splitlines()[-1]))


def compare(job: Job, *, repetitions: int) -> None:
    """Runs every contender in turn, as often as asked, and prints their table."""
    found: dict[str, list[Measured]] = {name: [] for name in CONTENDERS}
    for _ in range(repetitions):
        for name, measured in found.items():
            measured.append(measure(name, job))
    speeds = {name: [each.images_a_second for each in measured] for name, measured in found.items()}
    rows = {}
    for name, measured in found.items():
        rows[name] = (
            f"{median(speeds[name]):,.0f}",
            f"{ratio(speeds['dlcli'], speeds[name]):.3f}",
            f"{median(each.seconds for each in measured):.2f}",
            f"{median(each.processor_seconds for each in measured):.2f}",
            f"{median(each.megabytes for each in measured):,.0f}",
        )
    heads = ("images/s", "dlcli ÷ this", "start to end, s", "processor, s", "peak MB")
    print_table(f"{job.model}, {job.epochs} epochs, median of {repetitions}", heads, rows)
    for rival, names in RIVALS.items():
        best = max(names, key=lambda name: median(speeds[name]))
        print(f"dlcli ÷ {rival}: {ratio(speeds['dlcli'], speeds[best]):.3f} ({best})")


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--model", choices=list(EPOCHS), help="only this one")
    parser.add_argument("--epochs", type=int, help="40 for the MLP, 16 for LeNet-5, unless given")
    parser.add_argument("--job", choices=list(CONTENDERS), help="do the job here, and print one line of JSON")
    parser.add_argument("--folder", type=Path, help="with --job: where pictures.npz is")
    given = parser.parse_args()
    if given.job:
        do_job(given.job, Job(given.model, given.epochs or EPOCHS[given.model], given.folder))
        return
    with tempfile.TemporaryDirectory() as folder:
        write_pictures(Path(folder) / "pictures.npz")
        for model, epochs in EPOCHS.items():
            if given.model in (None, model):
                compare(Job(model, given.epochs or epochs, Path(folder)), repetitions=given.repetitions)


if __name__ == "__main__":
    main()
