"""What a variational autoencoder computes from a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import log, pi
from typing import Any

import keras
import tensorflow as tf

from dlcli.keras_objects.chained import called
from dlcli.keras_objects.objective import Draws, ObjectiveStep, Phase
from dlcli.keras_objects.outcome import Outcome, flat, of_examples
from dlcli.keras_objects.supervised import Answer, predictions

COLUMNS = 8
"""The steps from one example to another."""
MEAN, LOG_VARIANCE, LABEL = "encoder.mean", "encoder.log_variance", "label"


class VaeStep(ObjectiveStep):
    """The feature given back from a code that is drawn, and how far the codes are from the standard normal."""

    def __init__(
        self,
        *,
        networks: Mapping[str, keras.Model],
        takes: Mapping[str, Sequence[str]],
        feature: str,
        label: str | None,
        answer: Answer,
        variance: float | None,
        kl_weight: float,
        warmup: float,
    ) -> None:
        super().__init__(networks)
        self._takes, self._feature, self._label, self._answer = takes, feature, label, answer
        self._variance, self._kl_weight, self._warmup = variance, kl_weight, warmup

    def whole(self) -> keras.Model:
        name = self._feature if self._feature not in self.networks else f"{self._feature}_input"
        (seen,) = (each for each in self.networks["encoder"].inputs if each.name == self._feature)
        feature = keras.Input(seen.shape[1:], name=name)
        label = keras.Input((), name=LABEL) if self._label is not None else None
        known = {} if label is None else {LABEL: label}
        rows = self._encoded(feature, known, training=None)
        inputs = feature if label is None else {name: feature, LABEL: label}
        return keras.Model(inputs, self._decoded(rows[MEAN], {**rows, **known}, training=None), name="vae")

    def learn(self, phase: Phase, batch: tuple[Any, Mapping[str, tf.Tensor]], draws: Draws) -> dict[str, Outcome]:
        feature, labels = batch
        known = self._known(labels)
        rows = self._encoded(feature, known, training=True)
        latent = rows[MEAN] + tf.exp(rows[LOG_VARIANCE] / 2) * draws.normal(rows[MEAN], deviation=1.0)
        share: Any = self._kl_weight
        if self._warmup:
            dtype = keras.config.floatx()
            share = tf.minimum(tf.cast(draws.batch, dtype) / self._warmup, 1) * tf.cast(self._kl_weight, dtype)
        return self._compared(feature, rows, self._decoded(latent, {**rows, **known}, training=True), labels, share)

    def look(self, batch: tuple[Any, Mapping[str, tf.Tensor]], draws: Draws) -> dict[str, Outcome]:
        feature, labels = batch
        known = self._known(labels)
        rows = self._encoded(feature, known, training=False)
        output = self._decoded(rows[MEAN], {**rows, **known}, training=False)
        return self._compared(feature, rows, output, labels, self._kl_weight)

    def samples(
        self, batch: tuple[Any, Mapping[str, tf.Tensor]], draws: Draws, *, classes: int | None = None
    ) -> dict[str, tf.Tensor]:
        feature, labels = batch
        known = self._known(labels)
        rows = self._encoded(feature, known, training=False)
        mean, number = rows[MEAN], classes if known and classes else len(feature)
        found = {"reconstructions": tf.stack([feature, self._shown(mean, {**rows, **known})], axis=1)}
        # A decoder that takes rows of the encoder too needs an example: nothing can be drawn for it.
        if set(self._takes["decoder"]) <= {"latent", LABEL}:
            columns = COLUMNS if known else number
            of_class = {LABEL: tf.repeat(tf.range(number), columns)} if known else {}
            drawn = draws.normal(tf.zeros([number * columns, *mean.shape[1:]], mean.dtype), deviation=1.0)
            found["prior"] = _in_rows(self._shown(drawn, of_class), number)
        if tuple(self._takes["decoder"]) == ("latent",):
            shares = tf.cast(tf.linspace(0.0, 1.0, COLUMNS), mean.dtype)[:, tf.newaxis]
            between = [(1 - shares) * one + shares * other for one, other in pairwise(tf.unstack(mean))]
            found["interpolations"] = _in_rows(self._shown(tf.concat(between, axis=0), {}), len(between))
        return found

    def _known(self, labels: Mapping[str, tf.Tensor]) -> dict[str, Any]:
        return {} if self._label is None else {LABEL: labels[self._label]}

    def _shown(self, latent: tf.Tensor, known: Mapping[str, Any]) -> tf.Tensor:
        return predictions(self._answer, self._decoded(latent, known, training=False))

    def _encoded(self, feature: Any, known: Mapping[str, Any], *, training: bool | None) -> dict[str, Any]:
        given = {**known, self._feature: feature}
        _, rows = called(self.networks["encoder"], self._takes["encoder"], given, training=training)
        return rows

    def _decoded(self, latent: Any, known: Mapping[str, Any], *, training: bool | None) -> Any:
        given = {**known, "latent": latent}
        return called(self.networks["decoder"], self._takes["decoder"], given, training=training)[0]

    def _compared(
        self,
        feature: tf.Tensor,
        rows: Mapping[str, Any],
        output: tf.Tensor,
        labels: Mapping[str, tf.Tensor],
        share: Any,
    ) -> dict[str, Outcome]:
        # Keras's losses are means over the last axis.
        losses = tf.reduce_sum(flat(self._answer.loss(feature, output)), axis=1) * feature.shape[-1]
        if self._variance is not None:
            numbers = feature.shape[1:].num_elements()
            losses = losses / (2 * self._variance) + 0.5 * numbers * log(2 * pi * self._variance)
        mean, log_variance = (tf.cast(flat(rows[name]), losses.dtype) for name in (MEAN, LOG_VARIANCE))
        divergence = 0.5 * tf.reduce_sum(tf.exp(log_variance) + mean**2 - 1 - log_variance, axis=1)
        weights = of_examples(losses, labels)
        inputs, outputs = flat(feature), flat(predictions(self._answer, output))
        return {
            self._feature: Outcome(losses, weights, self._answer.share, inputs, outputs),
            "kl": Outcome(divergence, weights, share, inputs, outputs),
        }


def _in_rows(outputs: tf.Tensor, rows: int) -> tf.Tensor:
    return tf.reshape(outputs, [rows, -1, *outputs.shape[1:]])
