"""What an objective gives the engine for one batch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import tensorflow as tf

from dlcli.keras_objects.sample_weights import SAMPLE_WEIGHTS


class Outcome(NamedTuple):
    """One output's losses by element, before any reduction: the engine adds up over the whole batch."""

    losses: tf.Tensor
    """One loss an element, shape (batch, …)."""
    weights: tf.Tensor
    """One weight an element, the shape of `losses`; 0 where an element is masked."""
    share: float | tf.Tensor
    """By how much this output counts in the sum over all outputs."""
    labels: tf.Tensor
    """What metrics compare with."""
    predictions: tf.Tensor
    """Probabilities or numbers, never logits."""


def of_examples(losses: tf.Tensor, labels: Mapping[str, tf.Tensor]) -> tf.Tensor:
    """By how much each element counts: as its example does, or all alike."""
    weights = labels.get(SAMPLE_WEIGHTS)
    if weights is None:
        return tf.ones_like(losses)
    weights = tf.cast(weights, losses.dtype)
    return tf.reshape(weights, [-1, *[1] * (losses.shape.rank - 1)]) * tf.ones_like(losses)


def flat(tensor: tf.Tensor) -> tf.Tensor:
    """One list of numbers an example, whatever its shape: what a metric reads."""
    return tf.reshape(tensor, [tf.shape(tensor)[0], tensor.shape[1:].num_elements() or -1])
