"""The compiled functions: many updates a call, and a split looked at without training."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from dlcli.build.pipeline import Pipeline
from dlcli.build.scores import Score
from dlcli.build.strategy import Distribution
from dlcli.run.drawn import drawn
from dlcli.run.losses import Batch, part_of_loss
from dlcli.run.update import Taken
from dlcli.run.waiting import Waiting

if TYPE_CHECKING:
    import numpy as np
    import tensorflow as tf

    from dlcli.keras_objects.objective import ObjectiveStep


@dataclass(frozen=True)
class Sums:
    """What is added up from call to call, to the last bit the same however the updates are cut into calls."""

    loss_sum: float = 0.0
    """Losses × examples."""
    examples: float = 0.0
    skipped: int = 0
    """Updates that were left out."""
    bad_in_a_row: int = 0


class MakesUpdates(Protocol):
    """Makes an update from the next batches."""

    def __call__(self, batches: Any, step: tf.Tensor, begins: Callable[[], tf.Operation]) -> Taken:
        """Makes update number `step`, after it has marked that it begins."""


class TrainingCalls:
    """Many updates in one call; it ends at the first whose loss is not finite, unless such updates are left out."""

    def __init__(self, updates: MakesUpdates, pipeline: Pipeline, *, most_bad: int | None = None) -> None:
        """`most_bad`: the call ends at that many bad updates in a row."""
        import tensorflow as tf

        self._updates, self._pipeline, self._most_bad = updates, pipeline, most_bad
        self._many = tf.function(self._loop, autograph=False)
        self.waiting = Waiting()
        with tf.device("CPU:0"):
            # What stands in the loop alone is gone with a call that fails.
            self._made = tf.Variable(tf.zeros(1 + len(fields(Sums)), tf.float64), trainable=False)
            self._begun = tf.Variable(tf.zeros((), tf.int32), trainable=False)

    def before_failure(self) -> tuple[int, Sums] | None:
        """How many updates a call made before it failed, and what was added up; None where one was in the making."""
        made, loss_sum, examples, *counts = self._made.numpy().tolist()
        if int(self._begun.numpy()) > made:
            return None
        return int(made), Sums(loss_sum, examples, *(int(each) for each in counts))

    def __call__(self, batches: Any, steps: int, first: int, sums: Sums) -> tuple[int, Sums]:
        """Makes updates from number `first` on; gives how many, and what is added up with them."""
        import tensorflow as tf

        before = (
            tf.constant(sums.loss_sum, tf.float64),
            tf.constant(sums.examples, tf.float64),
            tf.constant(sums.skipped, tf.int64),
            tf.constant(sums.bad_in_a_row, tf.int64),
        )
        with self.waiting:
            taken, loss_sum, examples, *counts = self._many(
                batches, tf.constant(steps), tf.constant(first, tf.int64), *before
            )
        return int(taken), Sums(float(loss_sum), float(examples), *(int(each) for each in counts))

    def _loop(self, batches: Any, steps: tf.Tensor, first: tf.Tensor, *sums: tf.Tensor) -> Any:
        import tensorflow as tf

        timed = self.waiting.batches(batches)

        def goes_on(taken: tf.Tensor, loss_sum: tf.Tensor, *others: tf.Tensor) -> tf.Tensor:
            going = tf.logical_and(taken < steps, tf.math.is_finite(loss_sum))
            return going if self._most_bad is None else tf.logical_and(going, others[-1] < self._most_bad)

        def step(taken: tf.Tensor, *sums: tf.Tensor) -> Any:
            number = first + tf.cast(taken, tf.int64)
            # Where no update is left out there is nothing to count: each operation is felt in a small network's step.
            counted = sums if self._most_bad is not None else (*sums[:2], *[tf.zeros((), tf.float64)] * len(sums[2:]))
            counts = tf.stack([tf.cast(each, tf.float64) for each in (taken, *counted)])
            with tf.control_dependencies([self._made.assign(counts, read_value=False)]):
                update = self._updates(timed, number, lambda: self._begun.assign(taken + 1, read_value=False))
            return taken + 1, *self._added(sums, update, self._examples(number))

        self._begun.assign(0)
        return tf.while_loop(goes_on, step, (tf.constant(0), *sums))

    def _examples(self, step: tf.Tensor) -> tf.Tensor:
        """How many examples an update sees."""
        times = self._pipeline.times
        first = times.first_batch(step)
        if times.an_update == 1:
            return self._pipeline.rows_of(first)
        last = first + times.batches_of(step) - 1
        return (last - first) * self._pipeline.batch_size + self._pipeline.rows_of(last)

    def _added(self, sums: Sequence[tf.Tensor], taken: Taken, examples: tf.Tensor) -> tuple[tf.Tensor, ...]:
        import tensorflow as tf

        loss_sum, seen, skipped, in_a_row = sums
        count = tf.cast(examples, taken.loss.dtype)
        with_this = loss_sum + tf.cast(taken.loss * count, tf.float64), seen + tf.cast(count, tf.float64)
        if self._most_bad is None:
            return *with_this, skipped, in_a_row
        bad = tf.cast(tf.logical_not(taken.good), tf.int64)
        finite = tf.math.is_finite(taken.loss)
        kept = (tf.where(finite, new, old) for new, old in zip(with_this, (loss_sum, seen), strict=True))
        return *kept, skipped + bad, (in_a_row + 1) * bad


class Looking:
    """A split looked at without training: its losses, its predictions, the metrics moved on."""

    def __init__(
        self,
        *,
        objective: ObjectiveStep,
        scores: Sequence[Score],
        pipeline: Pipeline,
        split: str,
        jit_compile: bool,
        distribution: Distribution,
    ) -> None:
        import tensorflow as tf

        self._objective, self._pipeline, self._distribution = objective, pipeline, distribution
        self.scores, self.split = scores, split
        compiled = tf.function(self._look, jit_compile=jit_compile, autograph=False, reduce_retracing=True)
        self._one: Any = compiled if distribution.share.here == 1 else self._look
        self._all = tf.function(self._loop, autograph=False)

    @cached_property
    def batches(self) -> Any:
        """Goes through the split again and again: whoever begins has to come to its end."""
        share = self._distribution.share
        return self._distribution.iterator(self._pipeline.in_order(self.split, share, again=True))

    def number(self) -> int:
        """How many batches the split has."""
        return self._pipeline.batches(self.split)

    def total(self, number: int, first: int, sums: Sums) -> Sums:
        """Adds the losses × examples of the next batches, and their examples, in one call."""
        import tensorflow as tf

        before = tf.constant(sums.loss_sum, tf.float64), tf.constant(sums.examples, tf.float64)
        loss_sum, examples = self._all(self.batches, tf.constant(number), tf.constant(first, tf.int64), *before)
        return Sums(float(loss_sum), float(examples))

    def each(self) -> Iterator[tuple[float, int, dict[str, np.ndarray]]]:
        """The loss, the number of examples and the predictions of each batch, on one device."""
        import tensorflow as tf

        batches = self._pipeline.in_order(self.split)
        # The same trace as that of `total`, whatever was called first: the figures must agree digit for digit.
        one = self._one.get_concrete_function(batches.element_spec, *[tf.TensorSpec((), tf.int64)] * 2)
        for number, batch in enumerate(batches):
            rows = self._pipeline.rows_of(tf.constant(number, tf.int64), self.split)
            loss, predictions = one(batch, rows, tf.constant(number, tf.int64))
            yield float(loss), int(rows), {name: values.numpy() for name, values in predictions.items()}

    def _loop(self, batches: Any, number: tf.Tensor, first: tf.Tensor, *sums: tf.Tensor) -> Any:
        import tensorflow as tf

        def look(taken: tf.Tensor, loss_sum: tf.Tensor, examples: tf.Tensor) -> Any:
            number = first + tf.cast(taken, tf.int64)
            rows = self._pipeline.rows_of(number, self.split)
            part, _ = self._distribution.strategy.run(self._one, args=(next(batches), rows, number))
            loss, count = tf.cast(self._distribution.summed(part), tf.float64), tf.cast(rows, tf.float64)
            return taken + 1, loss_sum + loss * count, examples + count

        return tf.while_loop(lambda taken, *_: taken < number, look, (tf.constant(0), *sums))[1:]

    def _look(self, batch: Any, rows: tf.Tensor, number: tf.Tensor) -> Any:
        """This replica's part of the loss of a batch, and its predictions."""
        draws = drawn(self._pipeline.seed, number, self._distribution.replicas)
        outcomes = self._objective.look(batch, draws)
        for score in self.scores:
            score.update(outcomes)
        predictions = {name: outcome.predictions for name, outcome in outcomes.items()}
        # What regularizes a layer's output is known only where that output was computed: inside the graph.
        return part_of_loss(self._objective, outcomes, Batch(rows, self._distribution.replicas)), predictions
