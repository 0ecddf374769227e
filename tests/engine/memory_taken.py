"""The memory that a training takes beside what is foretold: a process for each recipe.

Example:
    python -m tests.engine.memory_taken recipes/vision/cnn_animals.yaml data.batch_size=512
"""

from __future__ import annotations

import sys
from pathlib import Path
from threading import Event, Thread

from dlcli.build.opened import open_data
from dlcli.build.strategy import alone
from dlcli.build.task import build_task
from dlcli.recipe.check import check
from dlcli.recipe.memory import about
from dlcli.run.steps import Sums, TrainingCalls
from dlcli.run.update import Updates

PAGE = 4096


def resident() -> int:
    """The bytes of this process that lie in memory."""
    return PAGE * int(Path("/proc/self/statm").read_text("ascii").split()[1])


def main() -> None:
    """Makes six updates, and prints the bytes foretold and the most that were taken."""
    import tensorflow as tf

    path, *overrides = sys.argv[1:]
    checked = check(Path(path), overrides)
    opened = open_data(checked)
    # What is loaded with the first product is not the training's.
    tf.matmul(tf.ones((8, 8)), tf.ones((8, 8)))
    before, ended = resident(), Event()
    most = [before]

    def watch() -> None:
        while not ended.wait(0.002):
            most[0] = max(most[0], resident())

    watching = Thread(target=watch)
    watching.start()
    task = build_task(opened, alone())
    calls = TrainingCalls(Updates(task), task.pipeline)
    batches = task.distribution.iterator(task.pipeline.training(0, task.distribution.share))
    for step in (0, 3):
        calls(batches, 3, step, Sums())
    ended.set()
    watching.join()
    print(about(checked.recipe, list(checked.networks.values()), opened.batch_size()), most[0] - before)


if __name__ == "__main__":
    main()
