"""What supervised learning computes from a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import keras
import tensorflow as tf

from dlcli.keras_objects.objective import Draws, ObjectiveStep, Phase
from dlcli.keras_objects.outcome import Outcome, of_examples

Undo = Mapping[str, Sequence[keras.layers.Layer]]
"""By label the layers that undo its transforms."""


@dataclass(frozen=True)
class Answer:
    """How one output is compared with its label."""

    loss: Any
    """A Keras loss without reduction."""
    share: float
    form: str
    from_logits: bool
    class_weights: tuple[float, ...] | None = None
    """By how much each class counts in training; None: all alike."""

    def weights(self, label: tf.Tensor, losses: tf.Tensor) -> tf.Tensor:
        """By how much each example counts in training."""
        if self.class_weights is None:
            return tf.ones_like(losses)
        by_class = tf.constant(self.class_weights, losses.dtype)
        if self.form == "index":
            return tf.gather(by_class, tf.cast(label, tf.int32))
        share = tf.cast(label, losses.dtype)
        if self.form == "one_hot":
            return tf.linalg.matvec(share, by_class)
        return tf.reduce_mean(by_class[0] + (by_class[1] - by_class[0]) * share, axis=-1)


def answer_of(loss: Any, class_weights: tuple[float, ...] | None = None) -> Answer:
    """The comparison that a recipe's loss describes."""
    from_logits = bool(getattr(loss, "from_logits", False))
    return Answer(loss.build(), loss.weight, loss.takes, from_logits, class_weights)


class SupervisedStep(ObjectiveStep):
    """Each output of the network against its label."""

    def __init__(self, *, network: keras.Model, answers: Mapping[str, Answer], mixed: bool, undo: Undo) -> None:
        super().__init__({"layers": network})
        self._network, self._answers, self._mixed, self._undo = network, answers, mixed, undo

    def whole(self) -> keras.Model:
        return self._network

    def learn(self, phase: Phase, batch: tuple[Any, Mapping[str, tf.Tensor]], draws: Draws) -> dict[str, Outcome]:
        return self._compared(batch, training=True)

    def look(self, batch: tuple[Any, Mapping[str, tf.Tensor]], draws: Draws) -> dict[str, Outcome]:
        return self._compared(batch, training=False)

    def _compared(self, batch: tuple[Any, Mapping[str, tf.Tensor]], *, training: bool) -> dict[str, Outcome]:
        features, labels = batch
        given = self._network(features, training=training)
        outputs = given if isinstance(given, dict) else dict.fromkeys(self._answers, given)
        found = {
            name: self._brought_back(name, _outcome(answer, name, labels, outputs[name], training=training))
            for name, answer in self._answers.items()
        }
        if not training or not self._mixed:
            return found
        return {name: each._replace(labels=_larger(self._answers[name], each.labels)) for name, each in found.items()}

    def _brought_back(self, name: str, outcome: Outcome) -> Outcome:
        """With labels and predictions as they were before the transforms of the label: what metrics compare."""
        for layer in self._undo.get(name, ()):
            outcome = outcome._replace(labels=layer(outcome.labels), predictions=layer(outcome.predictions))
        return outcome


def _outcome(
    answer: Answer, name: str, labels: Mapping[str, tf.Tensor], output: tf.Tensor, *, training: bool
) -> Outcome:
    label = labels[name]
    losses = answer.loss(label, output)
    weights = of_examples(losses, labels)
    if training:
        weights *= answer.weights(label, losses)
    return Outcome(losses, weights, answer.share, label, predictions(answer, output))


def _larger(answer: Answer, label: tf.Tensor) -> tf.Tensor:
    """The label that has the larger share in a mixture."""
    if answer.form == "one_hot":
        return tf.one_hot(tf.argmax(label, axis=-1), label.shape[-1], dtype=label.dtype)
    return tf.round(label) if answer.form == "binary" else label


def predictions(answer: Answer, output: tf.Tensor) -> tf.Tensor:
    """The output as probabilities where it is logits, else as it is."""
    if not answer.from_logits:
        return output
    return tf.sigmoid(output) if answer.form == "binary" else tf.nn.softmax(output)
