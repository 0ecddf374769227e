"""The compiled functions: many training steps a call, and a split looked at without training."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from dlcli.build.scores import Score

if TYPE_CHECKING:
    import numpy as np
    import tensorflow as tf

    from dlcli.keras_objects.outcome import Outcome


class TrainingCalls:
    """Many training steps in one call; the loop ends at the first step whose loss is not finite."""

    def __init__(
        self, *, objective: Any, optimizer: Any, scores: list[Score], strategy: Any, jit_compile: bool
    ) -> None:
        import tensorflow as tf

        self._objective, self._optimizer, self._scores, self._strategy = objective, optimizer, scores, strategy
        self._variables = [
            variable for network in objective.networks.values() for variable in network.trainable_variables
        ]
        self._one = tf.function(self._step, jit_compile=jit_compile, autograph=False, reduce_retracing=True)
        self._many = tf.function(self._loop, autograph=False)

    def __call__(self, batches: Any, steps: int, loss_sum: float, examples: float) -> tuple[int, float, float]:
        """Takes steps; gives how many it took, and losses × examples and examples with theirs added.

        The sums go through, so that they are the same to the last bit however the steps are cut into calls.
        """
        import tensorflow as tf

        sums = tf.constant(loss_sum, tf.float64), tf.constant(examples, tf.float64)
        taken, *after = self._many(batches, tf.constant(steps, tf.int32), *sums)
        return int(taken), float(after[0]), float(after[1])

    def _loop(self, batches: Any, steps: tf.Tensor, *sums: tf.Tensor) -> Any:
        import tensorflow as tf

        def goes_on(taken: tf.Tensor, loss_sum: tf.Tensor, _: tf.Tensor) -> tf.Tensor:
            return tf.logical_and(taken < steps, tf.math.is_finite(loss_sum))

        def step(taken: tf.Tensor, loss_sum: tf.Tensor, examples: tf.Tensor) -> Any:
            loss, count = self._strategy.run(self._one, args=(next(batches),))
            return taken + 1, loss_sum + tf.cast(loss * count, tf.float64), examples + tf.cast(count, tf.float64)

        return tf.while_loop(goes_on, step, (tf.constant(0), *sums))

    def _step(self, batch: Any) -> Any:
        import tensorflow as tf

        with tf.GradientTape() as tape:
            outcomes = self._objective.compute(batch, training=True)
            loss = mean_loss(outcomes) + penalties(self._objective)
        gradients = tape.gradient(loss, self._variables)
        self._optimizer.apply(gradients, self._variables)
        for score in self._scores:
            score.update(outcomes)
        return loss, tf.cast(example_count(outcomes), loss.dtype)


class Looking:
    """A split looked at without training: its losses, its predictions, the metrics moved on."""

    def __init__(self, *, objective: Any, scores: list[Score], jit_compile: bool) -> None:
        import tensorflow as tf

        self._objective, self._scores = objective, scores
        self._one = tf.function(self._look, jit_compile=jit_compile, autograph=False, reduce_retracing=True)
        self._all = tf.function(self._loop, autograph=False)

    def total(self, batches: tf.data.Dataset) -> tuple[float, int]:
        """The losses × examples of a split added up, and its examples, in one call."""
        import tensorflow as tf

        loss_sum, examples = self._all(iter(batches), tf.constant(len(batches)))
        return float(loss_sum), int(examples)

    def each(self, batches: tf.data.Dataset) -> Iterator[tuple[float, int, dict[str, np.ndarray]]]:
        """The loss, the number of examples and the predictions of each batch of a split."""
        # The same trace as that of `total`, whatever was called first: the figures must agree digit for digit.
        one = self._one.get_concrete_function(batches.element_spec)
        for batch in batches:
            loss, count, predictions = one(batch)
            yield float(loss), int(count), {name: values.numpy() for name, values in predictions.items()}

    def _loop(self, batches: Any, steps: tf.Tensor) -> Any:
        import tensorflow as tf

        def look(taken: tf.Tensor, loss_sum: tf.Tensor, examples: tf.Tensor) -> Any:
            loss, count, _ = self._one(next(batches))
            return taken + 1, loss_sum + tf.cast(loss, tf.float64) * tf.cast(count, tf.float64), examples + count

        start = (tf.constant(0), tf.constant(0.0, tf.float64), tf.constant(0))
        return tf.while_loop(lambda taken, *_: taken < steps, look, start)[1:]

    def _look(self, batch: Any) -> Any:
        outcomes = self._objective.compute(batch, training=False)
        for score in self._scores:
            score.update(outcomes)
        predictions = {name: outcome.predictions for name, outcome in outcomes.items()}
        # What regularizes a layer's output is known only where that output was computed: inside the graph.
        loss = mean_loss(outcomes) + penalties(self._objective)
        return loss, example_count(outcomes), predictions


def mean_loss(outcomes: Mapping[str, Outcome]) -> Any:
    """Weight × loss over the elements, divided by their number; the outputs' added up by their shares."""
    import tensorflow as tf

    return tf.add_n(
        [
            outcome.share
            * tf.reduce_sum(outcome.losses * outcome.weights)
            / tf.cast(tf.size(outcome.losses), outcome.losses.dtype)
            for outcome in outcomes.values()
        ]
    )


def example_count(outcomes: Mapping[str, Outcome]) -> Any:
    """The number of examples in a batch."""
    import tensorflow as tf

    return tf.shape(next(iter(outcomes.values())).losses)[0]


def penalties(objective: Any) -> Any:
    """What regularizers add to the loss."""
    import tensorflow as tf

    losses = [loss for network in objective.networks.values() for loss in network.losses]
    return tf.add_n(losses) if losses else tf.constant(0.0)
