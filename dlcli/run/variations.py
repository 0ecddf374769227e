"""What augmentation and mixing make of the first training examples, epoch by epoch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlcli.build.fitting import fit_transforms
from dlcli.build.front import build_front
from dlcli.build.opened import open_data, pipeline_of
from dlcli.ground.errors import UsageError
from dlcli.recipe.check import Checked

if TYPE_CHECKING:
    import numpy as np


def variations(checked: Checked, *, examples: int, epochs: int) -> np.ndarray:
    """Pictures of shape (examples, 1 + epochs, height, width, channels) from 0 to 1: the first is unchanged.

    Raises:
        UsageError: the recipe has no augmentation.
        DataError: the data is missing or wrong.
    """
    import numpy as np
    import tensorflow as tf

    opened = open_data(checked)
    checked = opened.checked
    name = checked.facts.only_feature()
    regularization = checked.recipe.regularization
    if name is None or not (regularization.augmentation or regularization.mixing):
        raise UsageError("the recipe has no augmentation", help="add one to regularization.augmentation")
    fitted = fit_transforms(checked, opened.columns(), opened.rows["train"])
    pipeline = pipeline_of(opened, build_front(checked, fitted))
    rows = tf.constant(opened.rows["train"][:examples], tf.int64)
    seen = [pipeline.examples(rows, None)]
    seen += [pipeline.examples(rows, tf.constant(epoch, tf.int64)) for epoch in range(epochs)]
    made = np.stack([each.numpy() for each in seen], axis=1)
    low, high = checked.features.features[name].value_range or (made.min(), made.max())
    return np.clip((made - low) / max(high - low, 1e-9), 0, 1)
