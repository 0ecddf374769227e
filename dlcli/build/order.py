"""Which examples each training batch has, in which order: a pure function of (seed, epoch)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    import tensorflow as tf

    from dlcli.build.buckets import Buckets
    from dlcli.build.resampling import Resampled


@dataclass(frozen=True)
class RowNumbers:
    """The row numbers of a split in a TensorFlow graph; those that follow one another take no memory."""

    rows: np.ndarray

    @cached_property
    def _first(self) -> int | None:
        """The first, where each of the others is one more than that before it."""
        import numpy as np

        rows = self.rows
        if len(rows) == 0 or int(rows[-1]) - int(rows[0]) != len(rows) - 1:
            return None
        return int(rows[0]) if bool((np.diff(rows) == 1).all()) else None

    @cached_property
    def _tensor(self) -> tf.Tensor:
        import numpy as np
        import tensorflow as tf

        small = len(self.rows) == 0 or int(self.rows.max()) <= np.iinfo(np.int32).max
        # A constant of a graph would be copied into it.
        with tf.init_scope(), tf.device("CPU:0"):
            return tf.constant(self.rows.astype(np.int32 if small else np.int64))

    def at(self, places: tf.Tensor) -> tf.Tensor:
        """The row numbers at these places, int64."""
        import tensorflow as tf

        if self._first is not None:
            return places + self._first
        return tf.cast(tf.gather(self._tensor, places), tf.int64)


class Examples(NamedTuple):
    """The examples of a batch."""

    rows: tf.Tensor
    keys: tf.Tensor
    """By what their random changes are drawn: the row, or another number where a row comes again in one epoch."""


@dataclass(frozen=True)
class Order:
    """The order in which training examples come."""

    rows: RowNumbers
    """Of the training split."""
    batch_size: int
    shuffle: bool
    seed: int
    buckets: Buckets | None = None
    resampled: Resampled | None = None

    @property
    def size(self) -> int:
        """How many examples an epoch takes."""
        return len(self.rows.rows) if self.resampled is None else self.resampled.size

    @property
    def batches(self) -> int:
        """How many batches an epoch has; the last one may be short."""
        return -(-self.size // self.batch_size)

    def examples(self, batch: tf.Tensor, replica: tf.Tensor | int, replicas: int) -> Examples:
        """A replica's part of a training batch."""
        places, epoch = self._places(batch, replica, replicas), batch // self.batches
        if self.resampled is None:
            found = self.rows.at(places)
            return Examples(found, found)
        places, copies = self.resampled.drawn(places, epoch)
        found = self.rows.at(places)
        return Examples(found, found + copies * (int(self.rows.rows.max()) + 1))

    def _places(self, batch: tf.Tensor, replica: tf.Tensor | int, replicas: int) -> tf.Tensor:
        """Where the examples stand among all those of an epoch."""
        import tensorflow as tf

        epoch, number = batch // self.batches, batch % self.batches

        def order(start: tf.Tensor, end: tf.Tensor) -> tf.Tensor:
            places = tf.range(start, end, dtype=tf.int64)
            if not self.shuffle or self.size == 1:
                return places
            # The whole batch, since nothing can be shuffled for a replica that has no example in a short one.
            key = tf.stack([tf.constant(self.seed, tf.int32), tf.cast(epoch, tf.int32)])
            return tf.random.experimental.index_shuffle(places, key, self.size - 1)

        if self.buckets is not None:
            return self.buckets.places(order, number, epoch)[replica::replicas]
        start = number * self.batch_size
        return order(start, tf.minimum(start + self.batch_size, self.size))[replica::replicas]
