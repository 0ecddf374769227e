"""Connectionist temporal classification in the type of its scores."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

NEVER = -1e30
"""The logarithm of a probability of 0: an infinite one has no gradient."""


@keras.saving.register_keras_serializable(package="dlcli")
class Ctc(keras.losses.Loss):
    """The forward recursion of Graves et al. (2006, section 4.1), on logarithms; 0 is the blank."""

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Labels (batch, places), scores (batch, steps, classes) → (batch,)."""
        labels = tf.cast(y_true, tf.int32)
        shares = tf.nn.log_softmax(y_pred)
        between = _with_blanks(labels)
        said = tf.gather(shares, between, axis=2, batch_dims=1)
        never = tf.cast(NEVER, said.dtype)
        # From one class to the next without a blank, where they differ.
        two_before = tf.pad(between, [[0, 0], [2, 0]], constant_values=-1)[:, :-2]
        may_skip = tf.logical_and(between != 0, between != two_before)
        places = tf.range(tf.shape(between)[1])[tf.newaxis]
        start = tf.where(places < 2, said[:, 0], never)

        def step(so_far: tf.Tensor, now: tf.Tensor) -> tf.Tensor:
            stays, one, two = so_far, _later(so_far, 1), tf.where(may_skip, _later(so_far, 2), never)
            return tf.reduce_logsumexp(tf.stack([stays, one, two]), axis=0) + now

        rest = tf.transpose(said[:, 1:], [1, 0, 2])
        last = tf.foldl(step, rest, initializer=start)
        lengths = tf.reduce_sum(tf.cast(labels != 0, tf.int32), axis=1)[:, tf.newaxis]
        # It may end in its last class, or in the blank behind it.
        ends = tf.logical_or(places == 2 * lengths, tf.logical_and(places == 2 * lengths - 1, lengths > 0))
        whole = tf.reduce_logsumexp(tf.where(ends, last, never), axis=1)
        infinite = tf.cast(float("inf"), whole.dtype)
        return tf.where(whole < NEVER / 10, infinite, -whole)


def _with_blanks(labels: tf.Tensor) -> tf.Tensor:
    """0, the first class, 0, the second class, …, 0; shape (batch, 2 * places + 1)."""
    pairs = tf.stack([tf.zeros_like(labels), labels], axis=2)
    flat = tf.reshape(pairs, [tf.shape(labels)[0], -1])
    return tf.pad(flat, [[0, 0], [0, 1]])


def _later(so_far: tf.Tensor, places: int) -> tf.Tensor:
    """Each place as it was so many places before."""
    return tf.pad(so_far, [[0, 0], [places, 0]], constant_values=NEVER)[:, :-places]
