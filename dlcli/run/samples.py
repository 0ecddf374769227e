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


def samples(
    target: Path, *, number: int, seed: int, warn: Callable[[str], None] = lambda _: None
) -> dict[str, np.ndarray]:
    """Pictures by what they show, of shape (rows, columns, height, width, channels), from 0 to 1.

    The examples are the first of the test split, else of the validation's, else of the training's.

    Raises:
        UsageError: the objective makes nothing, or no pictures.
        CheckpointError: there is no trained network.
    """
    import numpy as np
    import tensorflow as tf

    from dlcli.keras_objects.objective import Draws

    found = restored(target, recipe=None, overrides=(), warn=warn)
    checked = found.opened.checked
    name = checked.taken()[0]
    feature = checked.features.features[name]
    objective = build_objective(checked, found.networks)
    pipeline = pipeline_of(found.opened, found.front)
    split = next(each for each in ("test", "validation", "train") if each in pipeline.splits)
    if not feature.image:
        raise UsageError("this run makes no pictures", where=str(target), help=f"its feature is {name}")
    batch = pipeline.batch(tf.constant(pipeline.splits[split][:number], tf.int64))
    label = checked.facts.only_label()
    classes = checked.facts.labels[label].classes if label else None
    made = objective.samples(batch, Draws(seed, tf.zeros((), tf.int64)), classes=classes)
    if not made:
        word = checked.recipe.objective.word
        raise UsageError(f"{word} makes nothing that could be shown", where=str(target), help="dlcli explain vae")
    low, high = feature.value_range or (float(np.min(batch[0])), float(np.max(batch[0])))
    return {key: np.clip((each.numpy() - low) / max(high - low, 1e-9), 0, 1) for key, each in made.items()}
