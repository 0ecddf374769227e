"""The augmentations of a recipe as one function of a training batch, its rows and the epoch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlcli.recipe.check import Checked

if TYPE_CHECKING:
    import tensorflow as tf

    from dlcli.build.pipeline import Augmented


def augmented_by(checked: Checked) -> Augmented | None:
    """What changes a batch; None where the recipe names no augmentation.

    An example comes out the same for one (seed, epoch, row), whatever other examples are in its batch.
    """
    augmentations, name = checked.recipe.regularization.augmentation, checked.facts.only_feature()
    if not augmentations or name is None:
        return None
    feature, seed = checked.features.features[name], checked.recipe.seed

    def augmented(values: tf.Tensor, rows: tf.Tensor, epoch: tf.Tensor, view: int = 0) -> tf.Tensor:
        from dlcli.keras_objects.example_draws import example_draws

        counters = [each.counters() for each in augmentations]
        first = view * len(augmentations)
        drawn = example_draws(seed=seed, epoch=epoch, rows=rows, counters=counters, first=first)
        for each, draws in zip(augmentations, drawn, strict=True):
            values = each.changed(values, draws, feature)
        return values

    return augmented
