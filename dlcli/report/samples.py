"""Pictures of what a network makes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from dlcli.ground import atomic
from dlcli.report import console, half_blocks
from dlcli.report.variations import tiled
from dlcli.run.samples import samples_of

if TYPE_CHECKING:
    import numpy as np

    from dlcli.build.task import Task

_SAID = {
    "reconstructions": "a row an example: as it is, and as it is given back",
    "prior": "drawn from the standard normal",
    "interpolations": "a row for the way from one example to the next",
}


KEPT = 6
"""The examples of a picture that is kept while a network learns."""


def keep(task: Task, folder: Path, epoch: int) -> None:
    """Writes what a network makes after epoch 1, 2, 4, 8 and so on, and after the last, into the run's `samples`.

    Raises:
        ResourceError: the disk refuses it.
    """
    if task.opened.checked.recipe.objective.compares == "labels":
        return
    last = -(-task.total_steps // task.pipeline.steps())
    alone = task.distribution.replicas == task.distribution.share.here
    if alone and (epoch == last or epoch & (epoch - 1) == 0):
        for name, pictures in samples_of(task, number=KEPT).items():
            (folder / "samples").mkdir(exist_ok=True)
            _write(folder / "samples" / f"epoch-{epoch:04d}-{name}.png", name, pictures)


def draw(made: Mapping[str, np.ndarray], folder: Path) -> None:
    """Writes a PNG for each kind of picture and says what it shows."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, pictures in made.items():
        path = folder / f"{name}.png"
        _write(path, name, pictures)
        console.line(f"{path}: {_SAID[name]}")
        half_blocks.show(pictures)


def _write(path: Path, name: str, pictures: np.ndarray) -> None:
    import tensorflow as tf

    grid = tiled(pictures, apart=name == "reconstructions")
    atomic.write_bytes(path, tf.io.encode_png(grid).numpy())
