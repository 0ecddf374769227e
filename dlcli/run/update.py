"""One update of the weights: by one call on every replica where nothing has to be decided, else in steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from dlcli.run.replica import Replica, finite

if TYPE_CHECKING:
    import tensorflow as tf

    from dlcli.build.task import Task
    from dlcli.keras_objects.objective import Phase


class Taken(NamedTuple):
    """What became of an update."""

    loss: tf.Tensor
    good: tf.Tensor
    """Whether nothing was wrong with it, where that was looked at."""


def together(taken: Sequence[Taken]) -> Taken:
    """What became of all phases."""
    import tensorflow as tf

    return Taken(tf.add_n([each.loss for each in taken]), tf.reduce_all([each.good for each in taken]))


class Found(NamedTuple):
    """What a phase has computed, and what it moved by computing it."""

    loss: tf.Tensor
    good: tf.Tensor
    """Whether its gradients are finite."""
    gradients: Any
    before: list[tuple[Any, tf.Tensor]]


class Updates:
    """Updates inside a graph.

    What has to be decided is decided outside the replicas: inside of one, a move cannot stand in a branch.
    """

    def __init__(self, task: Task) -> None:
        self._pipeline, self._distribution = task.pipeline, task.distribution
        self._times = task.pipeline.times
        self._phases, self._movers = task.objective.phases, task.movers
        self._networks = list(task.objective.networks.values())
        self._guarded = task.recipe.training.on_nan != "stop" or any(each.scale for each in task.movers.values())
        self._jit_compile = bool(task.recipe.training.jit_compile)
        self._replica = Replica(
            objective=task.objective,
            movers=task.movers,
            scores=task.scores,
            pipeline=task.pipeline,
            replicas=task.distribution.replicas,
            seed=task.recipe.seed,
        )
        self._whole_update = self._compiled(self._replica.whole_update)
        self._gradients, self._add, self._mean = (
            {phase.name: self._compiled(partial(call, phase)) for phase in self._phases}
            for call in (self._replica.gradients, self._replica.add, self._replica.mean)
        )

    def __call__(self, batches: Any, step: tf.Tensor, begins: Callable[[], tf.Operation]) -> Taken:
        """Makes update number `step` from the next batches.

        What `begins` marks stands before anything of the update is computed, and after its batch has come where
        that can be told: with one batch an update, and one replica in all.
        """
        import tensorflow as tf

        first = self._times.first_batch(step)
        if self._times.an_update > 1:
            with tf.control_dependencies([begins()]):
                return self._in_rounds(batches, first, self._times.batches_of(step))
        if self._distribution.replicas > 1:
            with tf.control_dependencies([begins()]):
                return self._by(next(batches), first)
        batch = next(batches)
        with tf.control_dependencies(tf.nest.flatten(batch, expand_composites=True)):
            mark = begins()
        with tf.control_dependencies([mark]):
            return self._by(batch, first)

    def _by(self, batch: Any, number: tf.Tensor) -> Taken:
        """All phases on one batch."""
        import tensorflow as tf

        if self._guarded:
            return together([self._at_once(phase, batch, number) for phase in self._phases])
        loss = self._distribution.of_first(self._run(self._whole_update, batch, number))
        return Taken(loss, tf.constant(value=True))

    def _compiled(self, call: Any) -> Any:
        """Traced by itself where this process has one replica; several have to meet inside one graph."""
        import tensorflow as tf

        if self._distribution.share.here > 1:
            return call
        return tf.function(call, jit_compile=self._jit_compile, autograph=False, reduce_retracing=True)

    def _run(self, call: Any, *arguments: Any) -> Any:
        return self._distribution.strategy.run(call, args=arguments)

    def _in_rounds(self, batches: Any, first: tf.Tensor, count: tf.Tensor) -> Taken:
        """The first phase moves by each group of batches, the other phases by the last group."""
        import tensorflow as tf

        group = self._times.accumulated
        rounds = (count - 1) // group
        leading = self._phases[0]

        def one(made: tf.Tensor, loss_sum: tf.Tensor, good: tf.Tensor) -> Any:
            number = first + made * group
            taken = self._by_group(leading, batches, number, tf.constant(group, tf.int64))
            return made + 1, loss_sum + tf.cast(taken.loss, tf.float64), tf.logical_and(good, taken.good)

        start = tf.zeros((), tf.int64), tf.zeros((), tf.float64), tf.constant(value=True)
        loss_sum, good = tf.zeros((), tf.float64), tf.constant(value=True)
        if self._times.rounds > 1:
            _, loss_sum, good = tf.while_loop(lambda made, *_: made < rounds, one, start)
        last, left = first + rounds * group, count - rounds * group
        if group == 1:
            batch = next(batches)
            taken = [self._at_once(phase, batch, last) for phase in self._phases]
        else:
            taken = [self._by_group(phase, batches, last, left) for phase in self._phases]
        of_leading = (loss_sum + tf.cast(taken[0].loss, tf.float64)) / tf.cast(rounds + 1, tf.float64)
        losses = [of_leading, *(tf.cast(each.loss, tf.float64) for each in taken[1:])]
        return Taken(tf.add_n(losses), tf.reduce_all([good, *(each.good for each in taken)]))

    def _by_group(self, phase: Phase, batches: Any, first: tf.Tensor, count: tf.Tensor) -> Taken:
        """A phase on the next batches."""
        if self._times.accumulated == 1:
            return self._at_once(phase, next(batches), first)
        return self._accumulated(phase, batches, first, count)

    def _at_once(self, phase: Phase, batch: Any, number: tf.Tensor) -> Taken:
        """A phase on a batch; one that is not finite moves nothing."""
        before = self._statistics()
        loss, good, gradients = self._run(self._gradients[phase.name], batch, number)
        loss, good = self._distribution.of_first(loss), self._distribution.of_first(good)
        return Taken(loss, self._moved(phase, Found(loss, good, gradients, before)))

    def _accumulated(self, phase: Phase, batches: Any, first: tf.Tensor, count: tf.Tensor) -> Taken:
        """The gradients of several batches added up before a phase moves."""
        import tensorflow as tf

        before = self._statistics()
        self._run(partial(self._replica.clear, phase))

        def one(taken: tf.Tensor, loss_sum: tf.Tensor, rows: tf.Tensor) -> Any:
            loss = self._distribution.of_first(self._run(self._add[phase.name], next(batches), first + taken))
            here = self._pipeline.rows_of(first + taken)
            return taken + 1, loss_sum + tf.cast(loss, tf.float64) * tf.cast(here, tf.float64), rows + here

        zero = tf.zeros((), tf.int64)
        _, loss_sum, rows = tf.while_loop(lambda taken, *_: taken < count, one, (zero, tf.zeros((), tf.float64), zero))
        loss = loss_sum / tf.cast(rows, tf.float64)
        good, gradients = self._run(self._mean[phase.name], rows)
        found = Found(loss, self._distribution.of_first(good), gradients, before)
        return Taken(loss, self._moved(phase, found))

    def _statistics(self) -> list[tuple[Any, tf.Tensor]]:
        """What a forward pass alone moves, as in batch normalization, with its values: to be put back."""
        import tensorflow as tf

        variables = [each for network in self._networks for each in network.non_trainable_variables]
        return [
            (each.value, tf.identity(each.value)) for each in variables if each.dtype.startswith(("float", "bfloat"))
        ]

    def _moved(self, phase: Phase, found: Found) -> tf.Tensor:
        """Moves the weights if all is good; whether nothing is wrong: an overflow is not that a smaller scale mends."""
        import tensorflow as tf

        mover, loss = self._movers[phase.name], found.loss
        good = tf.logical_and(found.good, finite(loss))

        def move() -> tf.Tensor:
            self._run(partial(self._replica.move, phase), found.gradients)
            return tf.constant(value=True)

        def leave_out() -> tf.Tensor:
            for variable, value in found.before:
                variable.assign(value)
            return tf.constant(value=False)

        tf.cond(good, move, leave_out)
        if mover.scale is None:
            return good
        mended = tf.logical_and(finite(loss), mover.scale.factor > 1)
        mover.scale.see(good=good)
        return tf.logical_or(good, mended)
