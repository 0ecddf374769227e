"""What supervised learning computes from a batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import keras
import tensorflow as tf

from dlcli.keras_objects.objective import Draws, ObjectiveStep, Phase
from dlcli.keras_objects.outcome import Outcome


@dataclass(frozen=True)
class Answer:
    """How one output is compared with its label."""

    loss: Any
    """A Keras loss without reduction."""
    share: float
    form: str
    from_logits: bool


def answer_of(loss: Any) -> Answer:
    """The comparison that a recipe's loss describes."""
    return Answer(loss.build(), loss.weight, loss.takes, bool(getattr(loss, "from_logits", False)))


class SupervisedStep(ObjectiveStep):
    """Each output of the network against its label."""

    def __init__(self, *, network: keras.Model, answers: Mapping[str, Answer]) -> None:
        super().__init__({"layers": network})
        self._network, self._answers = network, answers

    def whole(self) -> keras.Model:
        return self._network

    def learn(self, phase: Phase, batch: tuple[Any, Mapping[str, tf.Tensor]], draws: Draws) -> dict[str, Outcome]:
        return self._compared(batch, training=True)

    def look(self, batch: tuple[Any, Mapping[str, tf.Tensor]]) -> dict[str, Outcome]:
        return self._compared(batch, training=False)

    def _compared(self, batch: tuple[Any, Mapping[str, tf.Tensor]], *, training: bool) -> dict[str, Outcome]:
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
