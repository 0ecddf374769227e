"""What an objective gives the engine for one batch."""

from __future__ import annotations

from typing import NamedTuple

import tensorflow as tf


class Outcome(NamedTuple):
    """One output's losses by element, before any reduction: the engine adds up over the whole batch."""

    losses: tf.Tensor
    """One loss an element, shape (batch, …)."""
    weights: tf.Tensor
    """One weight an element, the shape of `losses`; 0 where an element is masked."""
    share: float
    """By how much this output counts in the sum over all outputs."""
    labels: tf.Tensor
    """What metrics compare with."""
    predictions: tf.Tensor
    """Probabilities or numbers, never logits."""
