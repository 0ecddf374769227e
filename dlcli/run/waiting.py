"""How long a training waits for its next batch: seconds that neither computing nor saving took."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    import tensorflow as tf


class Waiting:
    """Adds up what each batch was waited for inside the compiled calls; it costs about a microsecond a step."""

    def __init__(self) -> None:
        import tensorflow as tf

        self._calling = 0.0
        with tf.device("CPU:0"):
            self._seconds = tf.Variable(tf.zeros((), tf.float64), trainable=False)

    def batches(self, batches: Iterator[Any]) -> Iterator[Any]:
        """The same batches inside a graph, each timed."""
        return _Timed(batches, self._seconds)

    def __enter__(self) -> Self:
        self._calling -= monotonic()
        return self

    def __exit__(self, *_: object) -> None:
        self._calling += monotonic()

    def share(self) -> float:
        """The share of the calls since the last question, which are made inside a `with` of this."""
        waited, called = float(self._seconds.numpy()), self._calling
        self._seconds.assign(0.0)
        self._calling = 0.0
        return min(1.0, waited / called) if called else 0.0


class _Timed:
    def __init__(self, batches: Iterator[Any], seconds: tf.Variable) -> None:
        self._batches, self._seconds = batches, seconds

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Any:
        import tensorflow as tf

        before = tf.timestamp()
        with tf.control_dependencies([before]):
            batch = next(self._batches)
        with tf.control_dependencies(tf.nest.flatten(batch, expand_composites=True)):
            after = tf.timestamp()
        self._seconds.assign_add(after - before, read_value=False)
        return batch
