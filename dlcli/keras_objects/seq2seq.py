"""What an encoder and a decoder compute from pairs of texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import keras
import tensorflow as tf

from dlcli.keras_objects.chained import called
from dlcli.keras_objects.objective import Draws, ObjectiveStep, Phase
from dlcli.keras_objects.outcome import Outcome, of_examples
from dlcli.keras_objects.supervised import Answer
from dlcli.keras_objects.words import judged

INPUT, TARGET = "input_text", "target_text"
START, END = 1, 0
"""The numbers of a word that is unknown, and of none: they begin and end what a decoder writes."""


class Seq2seqStep(ObjectiveStep):
    """The decoder's scores at each place against the word that stands there."""

    def __init__(
        self,
        *,
        networks: Mapping[str, keras.Model],
        takes: Mapping[str, Sequence[str]],
        answer: Answer,
        sampled: float,
    ) -> None:
        super().__init__(networks)
        self._takes, self._answer, self._sampled = takes, answer, sampled

    def whole(self) -> keras.Model:
        given = {each.name: keras.Input(each.shape[1:], name=each.name) for each in self.networks["encoder"].inputs}
        (target,) = (each for each in self.networks["decoder"].inputs if each.name == TARGET)
        length = target.shape[1]
        given[TARGET] = keras.Input((None if length is None else length - 1,), name=TARGET)
        before, _ = shifted(given[TARGET])
        output = self.written(before, self.read(given, training=None), training=None)
        return keras.Model(given, output, name="seq2seq")

    def learn(self, phase: Phase, batch: tuple[Any, Mapping[str, tf.Tensor]], draws: Draws) -> dict[str, Outcome]:
        features, labels = batch
        before, wanted = shifted(features[TARGET])
        rows = self.read(features, training=True)
        if self._sampled:
            guessed = tf.argmax(self.written(before, rows, training=True), axis=-1)
            own = tf.concat([before[:, :1], tf.cast(guessed[:, :-1], before.dtype)], axis=1)
            chosen = _drawn(before, draws) < self._sampled
            # What fills up stays: it says where a text ends.
            before = tf.stop_gradient(tf.where(tf.logical_and(chosen, before != END), own, before))
            before = tf.where(tf.range(tf.shape(before)[1])[tf.newaxis] == 0, tf.cast(START, before.dtype), before)
        return self._compared(self.written(before, rows, training=True), wanted, labels)

    def look(self, batch: tuple[Any, Mapping[str, tf.Tensor]], draws: Draws) -> dict[str, Outcome]:
        features, labels = batch
        before, wanted = shifted(features[TARGET])
        rows = self.read(features, training=False)
        return self._compared(self.written(before, rows, training=False), wanted, labels)

    def read(self, features: Mapping[str, Any], *, training: bool | None) -> dict[str, Any]:
        """The rows of the encoder that the decoder takes."""
        output, rows = called(self.networks["encoder"], self._takes["encoder"], features, training=training)
        return {**rows, "encoder": output}

    def written(self, before: Any, rows: Mapping[str, Any], *, training: bool | None) -> Any:
        """The decoder's output at each place, from the words before it."""
        known = {**rows, TARGET: before}
        return called(self.networks["decoder"], self._takes["decoder"], known, training=training)[0]

    def _compared(self, output: tf.Tensor, wanted: tf.Tensor, labels: Mapping[str, tf.Tensor]) -> dict[str, Outcome]:
        found = judged(self._answer, output, wanted, _mask(wanted))
        weights = of_examples(found.losses, labels)
        return {
            "words": Outcome(found.losses, weights, self._answer.share, wanted, found.guessed),
            "token_accuracy": Outcome(found.accuracy, weights, 0.0, wanted, found.guessed),
            "exact_match": Outcome(found.exact, weights, 0.0, wanted, found.guessed),
        }


def shifted(target: Any) -> tuple[Any, Any]:
    """What the decoder is given and what it has to give, of shape (batch, words + 1): start, words | words, end."""
    edge = keras.ops.ones_like(target[:, :1])
    before = keras.ops.concatenate([edge * START, target], axis=1)
    return before, keras.ops.concatenate([target, edge * END], axis=1)


def _drawn(before: tf.Tensor, draws: Draws) -> tf.Tensor:
    """A number from 0 to 1 for each place, which hangs neither on the texts' lengths nor on the replicas."""
    of_examples = tf.cast(before[:, 0], keras.config.floatx())
    places = tf.range(tf.shape(before)[1])
    spec = tf.TensorSpec([None], of_examples.dtype)
    drawn = tf.map_fn(lambda place: draws.uniform(of_examples, stream=place), places, fn_output_signature=spec)
    return tf.transpose(drawn)


def _mask(wanted: tf.Tensor) -> tf.Tensor:
    """The words and the end behind the last one."""
    return tf.concat([tf.ones_like(wanted[:, :1], tf.bool), wanted[:, :-1] != END], axis=1)
