"""Batches as a pure function of (seed, step): no iterator has a state that would have to be saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from dlcli.build.order import Order, RowNumbers
from dlcli.build.timetable import Timetable
from dlcli.parts.sources._source import Column

if TYPE_CHECKING:
    import numpy as np
    import tensorflow as tf

    from dlcli.build.buckets import Buckets
    from dlcli.build.front import Front
    from dlcli.build.mixing import Mixer
    from dlcli.build.resampling import Resampled


class Augmented(Protocol):
    """What changes examples at random."""

    def __call__(self, values: tf.Tensor, rows: tf.Tensor, epoch: tf.Tensor, view: int = 0) -> tf.Tensor:
        """A batch of a feature behind the transforms, changed; `rows` are its row numbers, `epoch` is an int64."""


class Share(NamedTuple):
    """The replicas of this process among all: replica r of n takes the examples r, r + n, … of each batch."""

    first: int
    here: int
    replicas: int


WHOLE = Share(0, 1, 1)
_UNSEEN = 2**32 - 1
"""An epoch that no training comes to."""


@dataclass(frozen=True)
class Pipeline:
    """The way of an example: source → transforms → augmentation and mixing, in training alone → batch."""

    features: Mapping[str, Column]
    """The features that the network takes."""
    labels: Mapping[str, Column]
    splits: Mapping[str, np.ndarray]
    front: Front
    batch_size: int
    shuffle: bool
    seed: int
    accumulated: int = 1
    """How many batches' gradients are added up before something moves."""
    rounds: int = 1
    """How often the first phase of an update moves, each time by batches of its own."""
    phases: int = 1
    """How many phases an update has: all but the first move by the batches of the last round."""
    augmented: Augmented | None = None
    views: int = 1
    """How often an example is augmented; several stand in axis 1 of a batch, whether it trains or not."""
    mixer: Mixer | None = None
    buckets: Buckets | None = None
    resampled: Resampled | None = None
    kept: Mapping[str, Column] = field(default_factory=dict)
    """Features whose examples have been through the transforms already."""
    beside: Mapping[str, Mapping[str, Column]] = field(default_factory=dict)
    """Of a table: the columns that stand behind its numbers, each through its own transforms."""

    def size(self, split: str) -> int:
        """The number of examples in a split."""
        return len(self.splits[split])

    @cached_property
    def order(self) -> Order:
        """Which examples each training batch has."""
        rows = RowNumbers(self.splits["train"])
        return Order(rows, self.batch_size, self.shuffle, self.seed, self.buckets, self.resampled)

    def batches(self, split: str | None = None) -> int:
        """The number of batches in a split, or in an epoch of training; the last one may be short."""
        return self.order.batches if split is None else -(-self.size(split) // self.batch_size)

    @property
    def times(self) -> Timetable:
        """Which update sees which batches."""
        return Timetable(self.batches(), self.accumulated, self.rounds, self.phases)

    def steps(self) -> int:
        """The number of updates in an epoch; the last one may see fewer batches."""
        return self.times.steps

    def rows_of(self, batch: tf.Tensor, split: str | None = None) -> tf.Tensor:
        """How many examples a batch of a split, or of training, has, over all replicas."""
        import tensorflow as tf

        size = self.order.size if split is None else self.size(split)
        if size % self.batch_size == 0:
            return tf.constant(self.batch_size, tf.int64)
        left = size - batch % self.batches(split) * self.batch_size
        return tf.minimum(tf.constant(self.batch_size, tf.int64), left)

    def training(self, first_step: int, share: Share = WHOLE) -> tf.data.Dataset:
        """The batches of training from a step on, without end; epoch e is a permutation of (seed, e).

        Where a share is of several replicas they come in turn: the part of the first, the part of the second, …
        """
        import tensorflow as tf

        order, times = self.order, self.times

        @tf.autograph.experimental.do_not_convert
        def batch(fetched: tf.Tensor, replica: tf.Tensor) -> Any:
            number = times.fetched(fetched)
            rows, keys = order.examples(number, replica, share.replicas)
            return self._batch(rows, number // order.batches, keys)

        return _mapped(batch, first=times.first_fetched(first_step), end=None, share=share)

    def rows_of_update(self, step: int) -> list[int]:
        """The row numbers of the examples that an update sees, in their order."""
        import tensorflow as tf

        times = self.times
        first = times.first_batch(step)
        numbers = range(first, min(first + times.an_update, times.first_batch(step + 1)))
        batches = [self.order.examples(tf.constant(each, tf.int64), 0, 1).rows.numpy() for each in numbers]
        return [int(row) for rows in batches for row in rows]

    def in_order(self, split: str, share: Share = WHOLE, *, again: bool = False) -> tf.data.Dataset:
        """The batches of a split in the order of the data, once or again and again; parts in turn as in `training`."""
        import tensorflow as tf

        rows, batches, size = RowNumbers(self.splits[split]), self.batches(split), self.size(split)

        @tf.autograph.experimental.do_not_convert
        def batch(number: tf.Tensor, replica: tf.Tensor) -> Any:
            start = number % batches * self.batch_size
            places = tf.range(start, tf.minimum(start + self.batch_size, size), dtype=tf.int64)
            return self._batch(rows.at(places[replica :: share.replicas]))

        return _mapped(batch, first=0, end=None if again else batches, share=share)

    def _batch(
        self, rows: tf.Tensor, epoch: tf.Tensor | None = None, keys: tf.Tensor | None = None
    ) -> tuple[Any, dict[str, tf.Tensor]]:
        """The examples of these rows; augmented and mixed where an epoch is given."""
        if self.mixer is None or epoch is None:
            return self._unmixed(rows, epoch, keys)
        draws = self.mixer.draws(rows, epoch)
        partners = self._unmixed(self.mixer.partners(draws), epoch)
        return self.mixer.mixed(draws, self._unmixed(rows, epoch), partners)

    def _unmixed(
        self, rows: tf.Tensor, epoch: tf.Tensor | None, keys: tf.Tensor | None = None
    ) -> tuple[Any, dict[str, tf.Tensor]]:
        keys = rows if keys is None else keys
        values = {name: self._feature(name, column, rows) for name, column in self.features.items()}
        values = {name: self._augmented(each, keys, epoch) for name, each in values.items()}
        one = next(iter(values.values())) if len(values) == 1 else values
        return one, {name: column.fetch(rows) for name, column in self.labels.items()}

    def _augmented(self, values: tf.Tensor, rows: tf.Tensor, epoch: tf.Tensor | None) -> tf.Tensor:
        import tensorflow as tf

        if self.augmented is None or (epoch is None and self.views == 1):
            return values
        if self.views == 1:
            return self.augmented(values, rows, epoch)
        # Where nothing is trained an example has the same views each time, which training never sees.
        epoch = tf.constant(_UNSEEN, tf.int64) if epoch is None else epoch
        return tf.stack([self.augmented(values, rows, epoch, view) for view in range(self.views)], axis=1)

    def batch(self, rows: tf.Tensor) -> tuple[Any, dict[str, tf.Tensor]]:
        """Features and labels of these rows, as validation sees them."""
        return self._batch(rows)

    def feature(self, name: str, rows: tf.Tensor) -> tf.Tensor:
        """One feature of these rows, behind the transforms."""
        return self._feature(name, self.features[name], rows)

    def examples(self, rows: tf.Tensor, epoch: tf.Tensor | None) -> tf.Tensor:
        """The only feature of these rows: as training sees it in an epoch, or as validation does."""
        return self._batch(rows, epoch)[0]

    def _feature(self, name: str, column: Column, rows: tf.Tensor) -> tf.Tensor:
        import keras
        import tensorflow as tf

        if name in self.kept:
            return tf.cast(self.kept[name].fetch(rows), keras.config.floatx())
        if name in self.beside:
            parts = [self._feature(part, each, rows) for part, each in self.beside[name].items()]
            parts = [each[:, None] if each.shape.rank == 1 else each for each in parts]
            return tf.concat([self._transformed(name, column.fetch(rows)), *parts], axis=-1)
        if column.batched:
            return self._transformed(name, column.fetch(rows))
        first = self._transformed_one(name, column, tf.zeros((), tf.int64))
        return tf.map_fn(
            lambda row: self._transformed_one(name, column, row),
            rows,
            fn_output_signature=tf.TensorSpec(first.shape, first.dtype),
        )

    def _transformed_one(self, name: str, column: Column, row: tf.Tensor) -> tf.Tensor:
        import tensorflow as tf

        return tf.squeeze(self._transformed(name, tf.expand_dims(column.fetch(row), 0)), 0)

    def _transformed(self, name: str, values: tf.Tensor) -> tf.Tensor:
        import keras
        import tensorflow as tf

        values = values if values.dtype == tf.string else tf.cast(values, keras.config.floatx())
        for layer in self.front.get(name, ()):
            values = layer(values)
        # Numbers of words come as whole ones, and where no text has any, or a replica has no text, as none at all:
        # a recurrent layer needs a step, and a language model one behind it.
        if values.shape.rank == 2 and values.shape[1] is None:
            values = tf.pad(values, [[0, 0], [0, tf.maximum(0, 2 - tf.shape(values)[1])]])
        return tf.cast(values, keras.config.floatx())


def _mapped(batch: Callable[[tf.Tensor, tf.Tensor], Any], *, first: int, end: int | None, share: Share) -> Any:
    """The parts of batches `first` to `end`, each batch's parts in turn."""
    import tensorflow as tf

    parts = None if end is None else end * share.here
    numbers = tf.data.Dataset.counter(first * share.here)
    numbers = numbers if parts is None else numbers.take(parts)

    @tf.autograph.experimental.do_not_convert
    def part(number: tf.Tensor) -> Any:
        return batch(number // share.here, share.first + number % share.here)

    mapped = numbers.map(part, num_parallel_calls=tf.data.AUTOTUNE, deterministic=True)
    return mapped.prefetch(tf.data.AUTOTUNE)
