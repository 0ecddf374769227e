"""Scores of words against the words that stand there, each text by itself."""

from __future__ import annotations

from typing import NamedTuple

import tensorflow as tf

from dlcli.keras_objects.supervised import Answer, predictions


class Judged(NamedTuple):
    """What is found for each text, shape (batch,)."""

    losses: tf.Tensor
    """The mean over its words."""
    accuracy: tf.Tensor
    """The share of its words that are right."""
    exact: tf.Tensor
    """1 where all of them are, else 0."""
    guessed: tf.Tensor
    """The probabilities of the words at each place."""


def judged(answer: Answer, output: tf.Tensor, wanted: tf.Tensor, there: tf.Tensor) -> Judged:
    """Compares scores of shape (batch, places, words) with word numbers (batch, places), where `there` is true."""
    losses = answer.loss(wanted, output)
    counts = tf.cast(there, losses.dtype)
    number = tf.reduce_sum(counts, axis=1)
    guessed = predictions(answer, output)
    right = tf.cast(tf.argmax(guessed, axis=-1) == tf.cast(wanted, tf.int64), losses.dtype)
    wrong = tf.reduce_sum((1 - right) * counts, axis=1)
    return Judged(
        tf.reduce_sum(losses * counts, axis=1) / number,
        tf.reduce_sum(right * counts, axis=1) / number,
        tf.cast(wrong == 0, losses.dtype),
        guessed,
    )
