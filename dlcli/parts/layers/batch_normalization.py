"""Normalization over the batch."""

from __future__ import annotations

from typing import Any

from dlcli.parts.facts import Dimension, Shape
from dlcli.parts.fields import Momentum
from dlcli.parts.layers._layer import Initializer, Layer, Weight
from dlcli.parts.layers._normalization import ChannelNormalization
from dlcli.parts.part import default_word


class BatchNormalization(ChannelNormalization):
    """y = gamma · (x - mean) / √(variance + epsilon) + beta, for each channel (Ioffe and Szegedy, 2015).

    Mean and variance are the batch's in training, over all replicas, and moving averages afterwards:
    moving = momentum · moving + (1 - momentum) · batch.

    Shapes:
        (…, n) → (…, n); gamma, beta, moving_mean and moving_variance (n,).

    Example:
        type: batch_normalization
    """

    momentum: Momentum = 0.99
    """How much of the moving mean and variance each batch leaves as it is."""
    moving_mean_initializer: Initializer = default_word("zeros")
    """What the moving mean is at the start."""
    moving_variance_initializer: Initializer = default_word("ones")
    """What the moving variance is at the start."""

    def arguments(self) -> dict[str, Any]:
        # Without this every replica keeps statistics of its own; on one device it costs nothing.
        return {**super().arguments(), "synchronized": True}

    def kept(self, *shapes: Shape) -> Dimension:
        # TensorFlow computes it in one piece, and again on the way back.
        return Layer.kept(self, *shapes)

    def weight_shapes(self, *shapes: Shape) -> tuple[Weight, ...]:
        channels = shapes[0][-1] if shapes[0] else None
        moving = (Weight(name, (channels,), trainable=False) for name in ("moving_mean", "moving_variance"))
        return (*super().weight_shapes(*shapes), *moving)
