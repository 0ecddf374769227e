"""What an autoencoder computes from a batch: its input, given back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import keras
import tensorflow as tf

from dlcli.keras_objects.chained import called
from dlcli.keras_objects.objective import Draws, ObjectiveStep, Phase
from dlcli.keras_objects.outcome import Outcome, flat, of_examples
from dlcli.keras_objects.supervised import Answer, predictions


class AutoencoderStep(ObjectiveStep):
    """The output of `layers`, or of encoder and decoder, against the feature that went in."""

    def __init__(
        self,
        *,
        networks: Mapping[str, keras.Model],
        takes: Mapping[str, Sequence[str]],
        feature: str,
        answer: Answer,
        noise: float,
    ) -> None:
        super().__init__(networks)
        self._takes, self._feature, self._answer, self._noise = takes, feature, answer, noise

    def whole(self) -> keras.Model:
        if "layers" in self.networks:
            return self.networks["layers"]
        name = self._feature if self._feature not in self.networks else f"{self._feature}_input"
        feature = keras.Input(self.networks["encoder"].inputs[0].shape[1:], name=name)
        return keras.Model(feature, self._reconstructed(feature, training=None), name="autoencoder")

    def learn(self, phase: Phase, batch: tuple[Any, Mapping[str, tf.Tensor]], draws: Draws) -> dict[str, Outcome]:
        feature, labels = batch
        disturbed = feature + draws.normal(feature, deviation=self._noise) if self._noise else feature
        return self._compared(feature, self._reconstructed(disturbed, training=True), labels)

    def look(self, batch: tuple[Any, Mapping[str, tf.Tensor]], draws: Draws) -> dict[str, Outcome]:
        feature, labels = batch
        return self._compared(feature, self._reconstructed(feature, training=False), labels)

    def samples(
        self, batch: tuple[Any, Mapping[str, tf.Tensor]], draws: Draws, *, classes: int | None = None
    ) -> dict[str, tf.Tensor]:
        feature, _ = batch
        output = predictions(self._answer, self._reconstructed(feature, training=False))
        return {"reconstructions": tf.stack([feature, output], axis=1)}

    def _reconstructed(self, feature: Any, *, training: bool | None) -> Any:
        """The output for a batch; `training` None makes a part of a model."""
        if "layers" in self.networks:
            return self.networks["layers"](feature, training=training)
        known = {self._feature: feature}
        code, rows = called(self.networks["encoder"], self._takes["encoder"], known, training=training)
        known = {**rows, "code": code}
        output, _ = called(self.networks["decoder"], self._takes["decoder"], known, training=training)
        return output

    def _compared(self, feature: tf.Tensor, output: tf.Tensor, labels: Mapping[str, tf.Tensor]) -> dict[str, Outcome]:
        losses = self._answer.loss(feature, output)
        inputs, outputs = flat(feature), flat(predictions(self._answer, output))
        return {self._feature: Outcome(losses, of_examples(losses, labels), self._answer.share, inputs, outputs)}
