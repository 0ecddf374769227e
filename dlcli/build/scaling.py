"""The factor that keeps gradients of float16 from vanishing: found by trying, as large as fits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import tensorflow as tf

INITIAL = 2.0**15
LARGEST = 2.0**24
"""Without an end it would become infinite, and never come back."""
GROWS_AFTER = 2000
"""Updates in a row without an overflow; as in Keras's LossScaleOptimizer."""


class LossScale:
    """Doubled after 2000 good updates in a row, halved by each whose gradients overflow (Micikevicius et al., 2018)."""

    def __init__(self) -> None:
        import tensorflow as tf

        self.factor = tf.Variable(INITIAL, dtype=tf.float32, trainable=False)
        self._good = tf.Variable(0, dtype=tf.int64, trainable=False)

    def variables(self) -> Iterator[tuple[str, Any]]:
        """What has to be saved."""
        yield "factor", self.factor
        yield "good", self._good

    def see(self, *, good: tf.Tensor) -> None:
        """Takes note of an update; called once for all replicas."""
        import tensorflow as tf

        count = tf.where(good, self._good + 1, tf.zeros((), tf.int64))
        grows = count >= GROWS_AFTER
        factor = tf.where(
            good, tf.where(grows, tf.minimum(self.factor * 2, LARGEST), self.factor), tf.maximum(self.factor / 2, 1.0)
        )
        self.factor.assign(factor)
        self._good.assign(tf.where(grows, tf.zeros((), tf.int64), count))
