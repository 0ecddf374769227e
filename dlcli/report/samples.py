"""Pictures of what a network makes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from dlcli.ground import atomic
from dlcli.report import console, half_blocks
from dlcli.report.texts import lines
from dlcli.report.variations import tiled
from dlcli.run.asked import Asked
from dlcli.run.evaluate import Restored
from dlcli.run.samples import samples_of
from dlcli.run.texts import continued_by
from dlcli.run.translations import translated_by

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
    word = task.opened.checked.recipe.objective.word
    if task.opened.checked.recipe.objective.compares == "labels":
        return
    last = -(-task.total_steps // task.pipeline.steps())
    alone = task.distribution.replicas == task.distribution.share.here
    if not alone or (epoch != last and epoch & (epoch - 1)):
        return
    name = f"epoch-{epoch:04d}"
    if word in ("seq2seq", "language_model"):
        (folder / "samples").mkdir(exist_ok=True)
        atomic.write_bytes(folder / "samples" / f"{name}.txt", _texts(task, word).encode())
        return
    for what, pictures in samples_of(task, number=KEPT).items():
        (folder / "samples").mkdir(exist_ok=True)
        _write(folder / "samples" / f"{name}-{what}.png", what, pictures)


def _texts(task: Task, word: str) -> str:
    """What is written for the first examples that are not learned from."""
    found = Restored(task.opened, task.front, task.objective.networks)
    if word == "seq2seq":
        return "".join(f"{line}\n" for line in lines(translated_by(found, Asked(number=KEPT))))
    (written,) = continued_by(found, Asked(seed=task.recipe.seed))
    return f"{written.text}\n"


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
