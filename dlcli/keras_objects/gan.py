"""What generative adversarial networks compute from a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import keras
import tensorflow as tf

from dlcli.keras_objects.adversarial import AdversarialLoss
from dlcli.keras_objects.chained import called
from dlcli.keras_objects.objective import Draws, ObjectiveStep, Phase
from dlcli.keras_objects.outcome import Outcome, of_examples

COLUMNS = 8
"""The examples in a row of a picture."""
FOR_DISCRIMINATOR, FOR_GENERATOR, BETWEEN = range(3)
"""The streams of random numbers: each network sees noise of its own."""


class GanStep(ObjectiveStep):
    """Two phases: the discriminator's move, then the generator's."""

    def __init__(
        self,
        *,
        networks: Mapping[str, keras.Model],
        takes: Mapping[str, Sequence[str]],
        feature: str,
        label: str | None,
        loss: AdversarialLoss,
        share: float,
        noise: int,
        penalty: float,
    ) -> None:
        super().__init__(networks)
        self._takes, self._feature, self._label = takes, feature, label
        self._loss, self._share, self._noise, self._penalty = loss, share, noise, penalty

    @property
    def phases(self) -> tuple[Phase, ...]:
        return (Phase("discriminator", ("discriminator",)), Phase("generator", ("generator",)))

    def whole(self) -> keras.Model:
        return self.networks["generator"]

    def learn(self, phase: Phase, batch: tuple[Any, Mapping[str, tf.Tensor]], draws: Draws) -> dict[str, Outcome]:
        if phase.name == "generator":
            return self._judged_generator(batch, draws, training=True)
        return self._judged_discriminator(batch, draws, training=True)

    def look(self, batch: tuple[Any, Mapping[str, tf.Tensor]], draws: Draws) -> dict[str, Outcome]:
        of_discriminator = self._judged_discriminator(batch, draws, training=False)
        return {**of_discriminator, **self._judged_generator(batch, draws, training=False)}

    def samples(
        self, batch: tuple[Any, Mapping[str, tf.Tensor]], draws: Draws, *, classes: int | None = None
    ) -> dict[str, tf.Tensor]:
        rows = classes if self._label is not None and classes else len(batch[0])
        number = rows * COLUMNS
        known = {"label": tf.repeat(tf.range(rows), COLUMNS)} if self._label is not None else {}
        made = self._generated(self._noise_like(batch[0], number, draws, FOR_GENERATOR), known, training=False)
        return {"prior": tf.reshape(made, [rows, COLUMNS, *made.shape[1:]])}

    def _judged_discriminator(
        self, batch: tuple[Any, Mapping[str, tf.Tensor]], draws: Draws, *, training: bool
    ) -> dict[str, Outcome]:
        feature, labels = batch
        known = self._known(labels)
        noise = self._noise_like(feature, tf.shape(feature)[0], draws, FOR_DISCRIMINATOR)
        made = tf.stop_gradient(self._generated(noise, known, training=training))
        on_real = self._judged(feature, known, training=training)
        on_made = self._judged(made, known, training=training)
        losses = self._loss.real(on_real) + self._loss.generated(on_made)
        found = {
            "discriminator_loss": self._outcome(losses, labels, self._share),
            "real": self._outcome(self._loss.shown(on_real), labels, 0.0),
            "generated": self._outcome(self._loss.shown(on_made), labels, 0.0),
        }
        if self._penalty:
            steep = self._steepness(feature, made, known, draws, training=training)
            found["gradient_penalty"] = self._outcome(steep, labels, self._penalty)
        return found

    def _judged_generator(
        self, batch: tuple[Any, Mapping[str, tf.Tensor]], draws: Draws, *, training: bool
    ) -> dict[str, Outcome]:
        feature, labels = batch
        known = self._known(labels)
        noise = self._noise_like(feature, tf.shape(feature)[0], draws, FOR_GENERATOR)
        judged = self._judged(self._generated(noise, known, training=training), known, training=training)
        return {"generator_loss": self._outcome(self._loss.generator(judged), labels, self._share)}

    def _steepness(
        self, feature: tf.Tensor, made: tf.Tensor, known: Mapping[str, tf.Tensor], draws: Draws, *, training: bool
    ) -> tf.Tensor:
        """(‖∇f(x̂)‖ - 1)² for each example, at a point between a real and a generated one; shape (batch, 1)."""
        like = tf.zeros([tf.shape(feature)[0], *[1] * (feature.shape.rank - 1)], feature.dtype)
        share = draws.uniform(like, stream=BETWEEN)
        between = share * feature + (1 - share) * tf.cast(made, feature.dtype)
        with tf.GradientTape() as tape:
            tape.watch(between)
            judged = self._judged(between, known, training=training)
        slopes = tape.gradient(judged, between)
        squares = tf.reduce_sum(tf.square(slopes), axis=list(range(1, feature.shape.rank)))
        # The root has no finite slope at 0.
        lengths = tf.sqrt(squares + 1e-12)
        return tf.square(lengths - 1)[:, tf.newaxis]

    def _generated(self, noise: tf.Tensor, known: Mapping[str, tf.Tensor], *, training: bool) -> tf.Tensor:
        given = {**known, "noise": noise}
        return called(self.networks["generator"], self._takes["generator"], given, training=training)[0]

    def _judged(self, examples: tf.Tensor, known: Mapping[str, tf.Tensor], *, training: bool) -> tf.Tensor:
        given = {**known, self._feature: examples}
        return called(self.networks["discriminator"], self._takes["discriminator"], given, training=training)[0]

    def _known(self, labels: Mapping[str, tf.Tensor]) -> dict[str, tf.Tensor]:
        return {"label": labels[self._label]} if self._label is not None else {}

    def _noise_like(self, feature: tf.Tensor, number: Any, draws: Draws, stream: int) -> tf.Tensor:
        return draws.normal(tf.zeros([number, self._noise], feature.dtype), deviation=1.0, stream=stream)

    def _outcome(self, values: tf.Tensor, labels: Mapping[str, tf.Tensor], share: float) -> Outcome:
        return Outcome(values, of_examples(values, labels), share, values, values)
