"""What supervised learning computes from a batch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras
import tensorflow as tf

from dlcli.keras_objects.outcome import Outcome


class SupervisedStep:
    """The network's output against the label."""

    def __init__(self, *, network: keras.Model, loss: Any, form: str, from_logits: bool) -> None:
        self._network, self._loss, self._form, self._from_logits = network, loss, form, from_logits

    @property
    def networks(self) -> Mapping[str, keras.Model]:
        """The networks by name, in the order in which their states are saved."""
        return {"layers": self._network}

    def compute(self, batch: tuple[Any, tf.Tensor], *, training: bool) -> Outcome:
        """Losses and predictions of a batch of (features, label)."""
        features, label = batch
        output = self._network(features, training=training)
        losses = self._loss(label, output)
        return Outcome(losses, tf.ones_like(losses), label, self.predictions(output))

    def predictions(self, output: tf.Tensor) -> tf.Tensor:
        """The output as probabilities where it is logits, else as it is."""
        if not self._from_logits:
            return output
        return tf.sigmoid(output) if self._form == "binary" else tf.nn.softmax(output)
