"""What one replica computes of an update: its loss, the gradients over all replicas, its figures, the move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dlcli.build.mover import Mover
from dlcli.build.pipeline import Pipeline
from dlcli.build.scores import Score
from dlcli.run.drawn import drawn
from dlcli.run.losses import Batch, part_of_loss

if TYPE_CHECKING:
    import tensorflow as tf

    from dlcli.keras_objects.objective import ObjectiveStep, Phase
    from dlcli.keras_objects.outcome import Outcome


class Replica:
    """Functions for `strategy.run`. What they return is the same on every replica."""

    def __init__(
        self,
        *,
        objective: ObjectiveStep,
        movers: Mapping[str, Mover],
        scores: Sequence[Score],
        pipeline: Pipeline,
        replicas: int,
        seed: int,
    ) -> None:
        self._objective, self._movers, self._scores = objective, movers, scores
        self._pipeline, self._replicas, self._seed = pipeline, replicas, seed

    def whole_update(self, batch: Any, number: tf.Tensor) -> tf.Tensor:
        """Every phase on a batch, whatever comes out; the loss."""
        import tensorflow as tf

        losses, found = [], dict[str, "Outcome"]()
        for phase in self._objective.phases:
            loss, own, outcomes = self._backward(phase, batch, number)
            *gradients, loss = self._over_replicas([*own, loss])
            self.move(phase, self._unscaled(phase, gradients))
            losses.append(loss)
            found |= outcomes
        self._measure(found)
        return tf.add_n(losses)

    def gradients(self, phase: Phase, batch: Any, number: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor, list[tf.Tensor]]:
        """The loss of a phase, whether all is finite, and its gradients; figures count where the loss is finite."""
        import tensorflow as tf

        loss, own, outcomes = self._backward(phase, batch, number)
        *gradients, loss = self._over_replicas([*own, loss])
        gradients = self._unscaled(phase, gradients)
        self._measure_if(finite(loss), outcomes)
        return loss, tf.logical_and(finite(loss), usable(gradients)), gradients

    def move(self, phase: Phase, gradients: Sequence[tf.Tensor]) -> None:
        """The update itself."""
        self._movers[phase.name].apply(gradients)

    def clear(self, phase: Phase) -> None:
        """Sets the sums of gradients to zero."""
        self._movers[phase.name].clear()

    def add(self, phase: Phase, batch: Any, number: tf.Tensor) -> tf.Tensor:
        """Adds a batch's gradients × examples to the sums; the loss of the batch."""
        import tensorflow as tf

        loss, own, outcomes = self._backward(phase, batch, number)
        rows = self._pipeline.rows_of(number)
        for total, gradient in zip(self._movers[phase.name].sums(), own, strict=True):
            total.assign_add(gradient * tf.cast(rows, gradient.dtype))
        (loss,) = self._over_replicas([loss])
        self._measure_if(finite(loss), outcomes)
        return loss

    def mean(self, phase: Phase, rows: tf.Tensor) -> tuple[tf.Tensor, list[tf.Tensor]]:
        """The gradients over all batches that were added, and whether they are finite."""
        import tensorflow as tf

        own = [total.read_value() / tf.cast(rows, total.dtype) for total in self._movers[phase.name].sums()]
        gradients = self._unscaled(phase, self._over_replicas(own))
        return usable(gradients), gradients

    def _backward(self, phase: Phase, batch: Any, number: tf.Tensor) -> tuple[tf.Tensor, list[tf.Tensor], Any]:
        """This replica's part of the loss, and of the dense gradients of the weights that it reaches."""
        import tensorflow as tf

        mover = self._movers[phase.name]
        whole = Batch(self._pipeline.rows_of(number), self._replicas)
        with tf.GradientTape() as tape:
            outcomes = self._objective.learn(phase, batch, drawn(self._seed, number, self._replicas))
            loss = part_of_loss(self._objective, outcomes, whole, phase.moves)
            target = loss if mover.scale is None else loss * tf.cast(mover.scale.factor, loss.dtype)
        return loss, mover.known(tape.gradient(target, mover.free())), outcomes

    def _over_replicas(self, values: list[tf.Tensor]) -> list[tf.Tensor]:
        """The sums over all replicas."""
        import tensorflow as tf

        if self._replicas == 1:
            return values
        return list(tf.distribute.get_replica_context().all_reduce("SUM", values))

    def _unscaled(self, phase: Phase, gradients: list[tf.Tensor]) -> list[tf.Tensor]:
        import tensorflow as tf

        scale = self._movers[phase.name].scale
        if scale is None:
            return gradients
        return [each / tf.cast(scale.factor, each.dtype) for each in gradients]

    def _measure(self, outcomes: Mapping[str, Outcome]) -> None:
        for score in self._scores:
            score.update(outcomes)

    def _measure_if(self, good: tf.Tensor, outcomes: Mapping[str, Outcome]) -> None:
        import tensorflow as tf

        def measured() -> tf.Tensor:
            self._measure(outcomes)
            return tf.constant(value=True)

        tf.cond(good, measured, lambda: tf.constant(value=False))


def finite(*values: tf.Tensor) -> tf.Tensor:
    """Whether every number in all of them is finite."""
    import tensorflow as tf

    return tf.reduce_all([tf.reduce_all(tf.math.is_finite(each)) for each in values])


def usable(gradients: Sequence[tf.Tensor]) -> tf.Tensor:
    """Whether the squares of gradients add up to something finite: Adam and its like keep them, and would be lost."""
    import tensorflow as tf

    return finite(*(tf.reduce_sum(tf.square(each)) for each in gradients))
