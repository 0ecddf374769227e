"""Examples of every class as often as those of the others: drawn anew for each epoch, from (seed, epoch) alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dlcli.build.order import RowNumbers

if TYPE_CHECKING:
    import numpy as np
    import tensorflow as tf

    from dlcli.build.opened import Opened

_SALT, _ROUNDS = 0x5A3E, 4


@dataclass(frozen=True)
class Resampled:
    """An epoch of equally many examples of each class."""

    places: RowNumbers
    """In the training split, class by class."""
    counts: np.ndarray
    """How many examples each class has; none has none."""
    each: int
    """How many of each class an epoch takes."""
    seed: int

    @property
    def size(self) -> int:
        """How many examples an epoch takes."""
        return self.each * len(self.counts)

    def drawn(self, numbers: tf.Tensor, epoch: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """The places of so-and-so many of an epoch's examples, and which copy each is.

        No example of a class comes again before all of it have come.
        """
        import numpy as np
        import tensorflow as tf

        counts = tf.constant(self.counts, tf.int64)
        starts = tf.constant(np.cumsum(self.counts) - self.counts, tf.int64)
        of_class, place = numbers // self.each, numbers % self.each
        count = tf.gather(counts, of_class)
        copy = place // count
        draw = tf.bitwise.bitwise_xor(copy * len(self.counts) + of_class, tf.constant(_SALT, tf.int64))
        keys = [tf.fill(tf.shape(numbers), tf.constant(self.seed, tf.int64)), tf.zeros_like(numbers) + epoch, draw]
        key = tf.cast(tf.stack(keys, axis=1), tf.int32)
        # tf.random.experimental.index_shuffle takes one key for all.
        shuffled = tf.raw_ops.RandomIndexShuffle(index=place % count, seed=key, max_index=count - 1, rounds=_ROUNDS)
        return self.places.at(tf.gather(starts, of_class) + shuffled), copy


def resampled_by(opened: Opened) -> Resampled | None:
    """What a recipe's training takes of each class; None where it takes every example once."""
    import numpy as np

    recipe = opened.checked.recipe
    if recipe.data.resampling is None:
        return None
    name = opened.loaded.facts.only_label()
    assert name is not None
    classes = opened.loaded.label_values[name][opened.rows["train"]].astype(np.int64)
    places = np.argsort(classes, kind="stable")
    counts = np.unique(classes, return_counts=True)[1]
    each = int(counts.max() if recipe.data.resampling == "oversample" else counts.min())
    return Resampled(RowNumbers(places), counts, each, recipe.seed)
