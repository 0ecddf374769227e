"""What supervised learning computes from a batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import keras
import tensorflow as tf

from dlcli.keras_objects.outcome import Outcome


@dataclass(frozen=True)
class Answer:
    """How one output is compared with its label."""

    loss: Any
    """A Keras loss without reduction."""
    share: float
    form: str
    from_logits: bool


class SupervisedStep:
    """Each output of the network against its label."""

    def __init__(self, *, network: keras.Model, answers: Mapping[str, Answer]) -> None:
        self._network, self._answers = network, answers

    @property
    def networks(self) -> Mapping[str, keras.Model]:
        """The networks by name, in the order in which their states are saved."""
        return {"layers": self._network}

    def compute(self, batch: tuple[Any, Mapping[str, tf.Tensor]], *, training: bool) -> dict[str, Outcome]:
        """Losses and predictions of a batch of (features, labels), by output."""
        features, labels = batch
        given = self._network(features, training=training)
        outputs = given if isinstance(given, dict) else dict.fromkeys(self._answers, given)
        return {name: self._outcome(answer, labels[name], outputs[name]) for name, answer in self._answers.items()}

    def _outcome(self, answer: Answer, label: tf.Tensor, output: tf.Tensor) -> Outcome:
        losses = answer.loss(label, output)
        return Outcome(losses, tf.ones_like(losses), answer.share, label, predictions(answer, output))


def predictions(answer: Answer, output: tf.Tensor) -> tf.Tensor:
    """The output as probabilities where it is logits, else as it is."""
    if not answer.from_logits:
        return output
    return tf.sigmoid(output) if answer.form == "binary" else tf.nn.softmax(output)
