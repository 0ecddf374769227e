"""Images a second of two workers of one core each against one worker of one core, on ResNet-18.

Example:
    python tests/benchmarks/workers.py --epochs 4
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from dataclasses import replace
from pathlib import Path
from statistics import median

from jobs import JOBS, Job, write_data
from measure import print_table, ratio, timed

A_WORKER = 128
"""Images in a worker's share of a batch."""
THREADS = ("intra_op_parallelism_threads", "inter_op_parallelism_threads")


def seconds_an_epoch(job: Job, data: Path, *, workers: int, epochs: int, given_cores: set[int]) -> list[float]:
    """Trains with so many workers on so many cores; the first epoch, which traces, is left out."""
    strategy = "one_device" if workers == 1 else "multi_worker"
    changes = [*job.overrides(data, epochs), f"distribution.type={strategy}"]
    changes += [f"distribution.{name}=1" for name in THREADS]
    options = [word for change in changes for word in ("--set", change)]
    options += ["--workers", str(workers)] if workers > 1 else []
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, given_cores)
    try:
        _, _, printed = timed(["-m", "dlcli", "train", str(job.recipe), *options], folder=data.parent)
    finally:
        os.sched_setaffinity(0, before)
    lines = (data.parent / printed.splitlines()[-1] / "metrics.jsonl").read_text().splitlines()
    return [json.loads(line)["seconds"] for line in lines][1:]


def main() -> None:
    """Reads the command line, trains with one worker and with two, and prints their table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=int, default=4, help="of 256 images; the first is not counted")
    parser.add_argument("--job", choices=list(JOBS), default="resnet18")
    given = parser.parse_args()
    cores = sorted(os.sched_getaffinity(0))[:2]
    if len(cores) < 2:
        parser.error("two workers of one core each need two cores")
    found, rows = {}, {}
    for workers in (1, 2):
        job = replace(JOBS[given.job], examples=2 * A_WORKER, batch_size=A_WORKER * workers)
        with tempfile.TemporaryDirectory() as folder:
            data = write_data(job, Path(folder))
            found[workers] = seconds_an_epoch(
                job, data, workers=workers, epochs=given.epochs, given_cores=set(cores[:workers])
            )
    for workers, seconds in found.items():
        name = f"{workers} worker{'s'[: workers - 1]} of one core"
        rows[name] = (f"{2 * A_WORKER / median(seconds):,.1f}", f"{ratio(found[1], seconds):.2f}")
    title = f"{JOBS[given.job].title}, {A_WORKER} images a worker, {given.epochs - 1} epochs of {2 * A_WORKER}"
    print_table(title, ("images/s", "times one"), rows)


if __name__ == "__main__":
    main()
