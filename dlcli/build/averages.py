"""Moving averages of weights, which validation and the finished model use in their place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import tensorflow as tf


class Averages:
    """average ← share · average + (1 - share) · weight.

    The share is a momentum, from the weights of the first update on; or the weights of all updates behind the first
    `start` count alike, and until then the average is the weight.
    """

    def __init__(self, weights: Sequence[Any], *, momentum: float = 0.0, start: int | None = None) -> None:
        import tensorflow as tf

        self._weights, self._momentum, self._start = list(weights), momentum, start
        self.values = [tf.Variable(weight.value, trainable=False) for weight in self._weights]

    def follow(self, *, updates: tf.Tensor) -> None:
        """Takes update number `updates`, from 1, into account; called by every replica."""
        import tensorflow as tf

        def move(average: Any, weight: Any, updates: Any) -> None:
            share = self._share(updates, average.dtype)
            average.assign(share * average + (1 - share) * weight)

        def everywhere(strategy: Any, updates: Any) -> None:
            for average, weight in zip(self.values, self._weights, strict=True):
                strategy.extended.update(average, move, args=(weight.value, updates), group=False)

        tf.distribute.get_replica_context().merge_call(everywhere, args=(updates,))

    def _share(self, updates: tf.Tensor, dtype: tf.DType) -> tf.Tensor:
        """How much of the average stays."""
        import tensorflow as tf

        if self._start is None:
            return tf.where(updates <= 1, tf.zeros((), dtype), tf.constant(self._momentum, dtype))
        counted = tf.cast(tf.maximum(updates - self._start, 1), dtype)
        return (counted - 1) / counted

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """The averages stand in for the weights while this is open."""
        kept = [weight.numpy() for weight in self._weights]
        self.put()
        try:
            yield
        finally:
            for weight, value in zip(self._weights, kept, strict=True):
                weight.assign(value)

    def put(self) -> None:
        """Makes the averages the weights, held to what these are held to: a mean of unit norms has none."""
        for weight, average in zip(self._weights, self.values, strict=True):
            value = average.numpy()
            weight.assign(value if weight.constraint is None else weight.constraint(value))
