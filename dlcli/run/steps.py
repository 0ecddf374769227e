"""The compiled functions: many training steps a call, and a split looked at without training."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from dlcli.build.scores import Score
from dlcli.ground.failpoints import failpoint
from dlcli.run.pace import Pace

if TYPE_CHECKING:
    import numpy as np
    import tensorflow as tf

    from dlcli.keras_objects.objective import Draws, ObjectiveStep, Phase
    from dlcli.keras_objects.outcome import Outcome


class TrainingCalls:
    """Many training steps in one call; the loop ends at the first step whose loss is not finite."""

    def __init__(
        self,
        *,
        objective: ObjectiveStep,
        optimizers: Mapping[str, Any],
        scores: list[Score],
        strategy: Any,
        seed: int,
        jit_compile: bool,
    ) -> None:
        import tensorflow as tf

        self._objective, self._optimizers, self._scores, self._strategy = objective, optimizers, scores, strategy
        self._seed = seed
        self._one = tf.function(self._step, jit_compile=jit_compile, autograph=False, reduce_retracing=True)
        self._many = tf.function(self._loop, autograph=False)

    def __call__(self, batches: Any, steps: int, first: int, sums: tuple[float, float]) -> tuple[int, float, float]:
        """Takes steps from number `first` on; gives how many, and `sums` with losses × examples and examples added.

        The sums go through, so that they are the same to the last bit however the steps are cut into calls.
        """
        import tensorflow as tf

        before = (tf.constant(each, tf.float64) for each in sums)
        taken, *after = self._many(batches, tf.constant(steps, tf.int32), tf.constant(first, tf.int64), *before)
        return int(taken), float(after[0]), float(after[1])

    def _loop(self, batches: Any, steps: tf.Tensor, first: tf.Tensor, *sums: tf.Tensor) -> Any:
        import tensorflow as tf

        def goes_on(taken: tf.Tensor, loss_sum: tf.Tensor, _: tf.Tensor) -> tf.Tensor:
            return tf.logical_and(taken < steps, tf.math.is_finite(loss_sum))

        def step(taken: tf.Tensor, loss_sum: tf.Tensor, examples: tf.Tensor) -> Any:
            number = first + tf.cast(taken, tf.int64)
            loss, count = self._strategy.run(self._one, args=(next(batches), number))
            return taken + 1, loss_sum + tf.cast(loss * count, tf.float64), examples + tf.cast(count, tf.float64)

        return tf.while_loop(goes_on, step, (tf.constant(0), *sums))

    def _step(self, batch: Any, number: tf.Tensor) -> Any:
        import tensorflow as tf

        from dlcli.keras_objects.objective import Draws

        draws = Draws(self._seed, number)
        found: dict[str, Outcome] = {}
        losses = []
        for phase in self._objective.phases:
            loss, outcomes = self._phase(phase, batch, draws)
            losses.append(loss)
            found |= outcomes
        for score in self._scores:
            score.update(found)
        loss = tf.add_n(losses)
        return loss, tf.cast(example_count(found), loss.dtype)

    def _phase(self, phase: Phase, batch: Any, draws: Draws) -> tuple[tf.Tensor, dict[str, Outcome]]:
        """The loss of a phase, and one update of the weights that it moves."""
        import tensorflow as tf

        variables = self._objective.moved(phase)
        with tf.GradientTape() as tape:
            outcomes = self._objective.learn(phase, batch, draws)
            loss = mean_loss(outcomes) + penalties(self._objective, phase.moves)
        self._optimizers[phase.name].apply(tape.gradient(loss, variables), variables)
        return loss, outcomes


class Looking:
    """A split looked at without training: its losses, its predictions, the metrics moved on."""

    def __init__(self, *, objective: ObjectiveStep, scores: list[Score], jit_compile: bool) -> None:
        import tensorflow as tf

        self._objective, self._scores = objective, scores
        self._one = tf.function(self._look, jit_compile=jit_compile, autograph=False, reduce_retracing=True)
        self._all = tf.function(self._loop, autograph=False)
        self._pace = Pace()

    def total(
        self, batches: tf.data.Dataset, signal: Callable[[], int | None] = lambda: None
    ) -> tuple[float, int] | None:
        """The losses × examples of a split added up, and its examples; None where a signal came before the end."""
        import tensorflow as tf

        iterator, loss_sum, examples = iter(batches), 0.0, 0
        for piece in self._pace.pieces(len(batches)):
            failpoint("validation.piece")
            if signal() is not None:
                return None
            start = (tf.constant(loss_sum, tf.float64), tf.constant(examples))
            loss_sum, examples = (each.numpy().item() for each in self._all(iterator, tf.constant(piece), *start))
        return loss_sum, examples

    def each(self, batches: tf.data.Dataset) -> Iterator[tuple[float, int, dict[str, np.ndarray]]]:
        """The loss, the number of examples and the predictions of each batch of a split."""
        # The same trace as that of `total`, whatever was called first: the figures must agree digit for digit.
        one = self._one.get_concrete_function(batches.element_spec)
        for batch in batches:
            loss, count, predictions = one(batch)
            yield float(loss), int(count), {name: values.numpy() for name, values in predictions.items()}

    def _loop(self, batches: Any, steps: tf.Tensor, *sums: tf.Tensor) -> Any:
        import tensorflow as tf

        def look(taken: tf.Tensor, loss_sum: tf.Tensor, examples: tf.Tensor) -> Any:
            loss, count, _ = self._one(next(batches))
            return taken + 1, loss_sum + tf.cast(loss, tf.float64) * tf.cast(count, tf.float64), examples + count

        return tf.while_loop(lambda taken, *_: taken < steps, look, (tf.constant(0), *sums))[1:]

    def _look(self, batch: Any) -> Any:
        outcomes = self._objective.look(batch)
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


def penalties(objective: ObjectiveStep, networks: Iterable[str] | None = None) -> Any:
    """What regularizers add to the loss, those of all networks unless some are named."""
    import keras
    import tensorflow as tf

    names = objective.networks if networks is None else networks
    # What regularizes an output under a mixed precision is computed in 16 bits.
    losses = [tf.cast(loss, keras.config.floatx()) for name in names for loss in objective.networks[name].losses]
    return tf.add_n(losses) if losses else tf.constant(0.0, keras.config.floatx())
