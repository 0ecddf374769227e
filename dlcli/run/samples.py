"""What a trained network makes: reconstructions, draws, ways from one example to another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from dlcli.build.opened import pipeline_of
from dlcli.build.task import build_objective
from dlcli.ground.errors import UsageError
from dlcli.run.evaluate import restored

if TYPE_CHECKING:
    import numpy as np

    from dlcli.build.pipeline import Pipeline
    from dlcli.build.task import Task
    from dlcli.keras_objects.objective import ObjectiveStep
    from dlcli.recipe.check import Checked


def samples(
    target: Path, *, number: int, seed: int, warn: Callable[[str], None] = lambda _: None
) -> dict[str, np.ndarray]:
    """Pictures by what they show, of shape (rows, columns, height, width, channels), from 0 to 1.

    The examples are the first of the test split, else of the validation's, else of the training's.

    Raises:
        UsageError: the objective makes nothing, or no pictures.
        CheckpointError: there is no trained network.
    """
    found = restored(target, recipe=None, overrides=(), warn=warn)
    checked = found.opened.checked
    name = checked.taken()[0]
    if not checked.features.features[name].image:
        raise UsageError("this run makes no pictures", where=str(target), help=f"its feature is {name}")
    objective, pipeline = build_objective(checked, found.networks), pipeline_of(found.opened, found.front)
    made = _pictures(objective, checked, pipeline, number=number, seed=seed)
    if not made:
        word = checked.recipe.objective.word
        raise UsageError(f"{word} makes nothing that could be shown", where=str(target), help="dlcli explain vae")
    return made


def samples_of(task: Task, *, number: int) -> dict[str, np.ndarray]:
    """The same of a task that is being trained; nothing where its objective makes no pictures."""
    checked = task.opened.checked
    taken = checked.taken()
    if not taken or not checked.features.features[taken[0]].image:
        return {}
    return _pictures(task.objective, checked, task.pipeline, number=number, seed=task.recipe.seed)


def _pictures(
    objective: ObjectiveStep, checked: Checked, pipeline: Pipeline, *, number: int, seed: int
) -> dict[str, np.ndarray]:
    import numpy as np
    import tensorflow as tf

    from dlcli.keras_objects.objective import Draws

    split = next(each for each in ("test", "validation", "train") if each in pipeline.splits)
    batch = pipeline.batch(tf.constant(pipeline.splits[split][:number], tf.int64))
    label = checked.facts.only_label()
    classes = checked.facts.labels[label].classes if label else None
    made = objective.samples(batch, Draws(seed, tf.zeros((), tf.int64)), classes=classes)
    ends = checked.features.features[checked.taken()[0]].value_range
    low, high = ends or (float(np.min(batch[0])), float(np.max(batch[0])))
    return {key: np.clip((each.numpy() - low) / max(high - low, 1e-9), 0, 1) for key, each in made.items()}
