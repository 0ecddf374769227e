"""Texts that are alike in length in one batch, so that little has to be filled up: a pure function of (seed, epoch)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dlcli.build.fitting import ROWS_AT_ONCE

if TYPE_CHECKING:
    import numpy as np
    import tensorflow as tf

_SALT, _MOST_BUCKETS = 0xB0C4, 1_000_003


@dataclass(frozen=True)
class Buckets:
    """Sorts the examples of several batches by length, and gives these batches in a random order."""

    lengths: np.ndarray
    """Of each training example, in the order of the split."""
    batches: int
    """How many are sorted together."""
    batch_size: int
    seed: int

    def places(
        self, order: Callable[[tf.Tensor, tf.Tensor], tf.Tensor], number: tf.Tensor, epoch: tf.Tensor
    ) -> tf.Tensor:
        """The places in the split of the examples of a batch; `order(start, end)` gives those of a stretch of it."""
        import tensorflow as tf

        bucket, place = number // self.batches, number % self.batches
        start = bucket * self.batches * self.batch_size
        found = order(start, tf.minimum(start + self.batches * self.batch_size, len(self.lengths)))
        found = tf.gather(found, tf.argsort(tf.gather(tf.constant(self.lengths), found), stable=True))
        # A short batch stays the last of its epoch.
        whole = tf.size(found, tf.int64) // self.batch_size
        draw = (epoch * _MOST_BUCKETS + bucket) % 2**31
        key = tf.stack([tf.constant(self.seed ^ _SALT, tf.int32), tf.cast(draw, tf.int32)])
        last = tf.maximum(whole - 1, 0)
        other = tf.random.experimental.index_shuffle(tf.minimum(place, last), key, last)
        place = tf.where(place < whole, other, place)
        return found[place * self.batch_size : (place + 1) * self.batch_size]


def lengths_of(texts: Sequence[str], fetch: Callable[[str, tf.Tensor], tf.Tensor], rows: np.ndarray) -> np.ndarray:
    """How many numbers the texts of each row have that are not 0, all its texts together."""
    import numpy as np
    import tensorflow as tf

    found = []
    for start in range(0, len(rows), ROWS_AT_ONCE):
        some = tf.constant(rows[start : start + ROWS_AT_ONCE], tf.int64)
        found.append(sum(np.count_nonzero(fetch(name, some).numpy(), axis=1) for name in texts))
    return np.concatenate(found).astype(np.int32)
