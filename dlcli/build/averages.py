"""Moving averages of weights, which validation and the finished model use in their place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import tensorflow as tf


class Averages:
    """average ← momentum · average + (1 - momentum) · weight, from the weights of the first update on."""

    def __init__(self, weights: Sequence[Any], *, momentum: float) -> None:
        import tensorflow as tf

        self._weights, self._momentum = list(weights), momentum
        self.values = [tf.Variable(weight.value, trainable=False) for weight in self._weights]

    def follow(self, *, first: tf.Tensor) -> None:
        """Takes an update into account; called by every replica."""
        import tensorflow as tf

        def move(average: Any, weight: Any, first: Any) -> None:
            share = tf.where(first, tf.zeros((), average.dtype), tf.constant(self._momentum, average.dtype))
            average.assign(share * average + (1 - share) * weight)

        def everywhere(strategy: Any, first: Any) -> None:
            for average, weight in zip(self.values, self._weights, strict=True):
                strategy.extended.update(average, move, args=(weight.value, first), group=False)

        tf.distribute.get_replica_context().merge_call(everywhere, args=(first,))

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
        """Makes the averages the weights."""
        for weight, average in zip(self._weights, self.values, strict=True):
            weight.assign(average.numpy())
