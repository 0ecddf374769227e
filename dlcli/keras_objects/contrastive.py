"""What contrastive learning computes from a batch: two views of each example against those of all others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras
import tensorflow as tf

from dlcli.keras_objects.objective import Draws, ObjectiveStep, Phase
from dlcli.keras_objects.outcome import Outcome, flat, of_examples

_VIEWS = 2


class ContrastiveStep(ObjectiveStep):
    """A batch holds both views of each example, shape (batch, 2, …)."""

    def __init__(self, *, networks: Mapping[str, keras.Model], temperature: float, batch_size: int) -> None:
        super().__init__(networks)
        self._temperature, self._batch_size = temperature, batch_size

    def whole(self) -> keras.Model:
        return self.networks["encoder"]

    def learn(self, phase: Phase, batch: tuple[Any, Mapping[str, tf.Tensor]], draws: Draws) -> dict[str, Outcome]:
        return self._compared(batch, draws, training=True)

    def look(self, batch: tuple[Any, Mapping[str, tf.Tensor]], draws: Draws) -> dict[str, Outcome]:
        return self._compared(batch, draws, training=False)

    def _compared(
        self, batch: tuple[Any, Mapping[str, tf.Tensor]], draws: Draws, *, training: bool
    ) -> dict[str, Outcome]:
        views, labels = batch
        code = self.networks["encoder"](tf.reshape(views, [-1, *views.shape[2:]]), training=training)
        given = flat(self.networks["projector"](code, training=training))
        # Cosines of 16 bits would be equal where they are not, and a small temperature makes much of that.
        own = tf.math.l2_normalize(tf.cast(given, keras.config.floatx()), axis=1)
        every = draws.gathered(tf.reshape(own, [-1, _VIEWS, own.shape[1]]), most=self._batch_size)
        scores = tf.matmul(own, tf.reshape(every, [-1, own.shape[1]]), transpose_b=True) / self._temperature
        places = tf.range(tf.shape(own)[0])
        itself = (draws.replica + places // _VIEWS * draws.replicas) * _VIEWS + places % _VIEWS
        number = tf.shape(scores)[1]
        scores = tf.where(tf.one_hot(itself, number, on_value=True, off_value=False), scores.dtype.min, scores)
        partner = itself + 1 - 2 * (places % _VIEWS)
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(partner, scores)
        nearest = tf.cast(tf.argmax(scores, axis=1, output_type=tf.int32) == partner, losses.dtype)
        losses, nearest = (tf.reshape(each, [-1, _VIEWS]) for each in (losses, nearest))
        weights = of_examples(losses, labels)
        return {
            "views": Outcome(losses, weights, 1.0, partner, scores),
            "match_accuracy": Outcome(nearest, weights, 0.0, partner, scores),
        }
