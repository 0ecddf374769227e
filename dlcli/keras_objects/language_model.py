"""What a language model computes from texts: at each place the next word."""

from __future__ import annotations

from collections.abc import Mapping
from math import log
from typing import Any

import keras
import tensorflow as tf

from dlcli.keras_objects.objective import Draws, ObjectiveStep, Phase
from dlcli.keras_objects.outcome import Outcome, of_examples
from dlcli.keras_objects.supervised import Answer
from dlcli.keras_objects.words import judged


class LanguageModelStep(ObjectiveStep):
    """The network's scores at each place against the word that comes next."""

    def __init__(self, *, network: keras.Model, answer: Answer) -> None:
        super().__init__({"layers": network})
        self._network, self._answer = network, answer

    def whole(self) -> keras.Model:
        return self._network

    def learn(self, phase: Phase, batch: tuple[Any, Mapping[str, tf.Tensor]], draws: Draws) -> dict[str, Outcome]:
        return self._compared(batch, training=True)

    def look(self, batch: tuple[Any, Mapping[str, tf.Tensor]], draws: Draws) -> dict[str, Outcome]:
        return self._compared(batch, training=False)

    def _compared(self, batch: tuple[Any, Mapping[str, tf.Tensor]], *, training: bool) -> dict[str, Outcome]:
        text, labels = batch
        wanted = text[:, 1:]
        found = judged(self._answer, self._network(text[:, :-1], training=training), wanted, wanted != 0)
        weights = of_examples(found.losses, labels)
        return {
            "words": Outcome(found.losses, weights, self._answer.share, wanted, found.guessed),
            "bits": Outcome(found.losses / log(2), weights, 0.0, wanted, found.guessed),
            "token_accuracy": Outcome(found.accuracy, weights, 0.0, wanted, found.guessed),
        }
