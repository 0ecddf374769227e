"""What batch_normalization and layer_normalization share: a learned scale and offset for each channel."""

from __future__ import annotations

from dlcli.parts.facts import Dimension, Shape
from dlcli.parts.fields import Positive
from dlcli.parts.layers._layer import Constraint, Initializer, Layer, Regularizer, Weight
from dlcli.parts.layers._ranks import expect_axis
from dlcli.parts.part import default_word
from dlcli.parts.sizes import product


class ChannelNormalization(Layer):
    """y = gamma · (x - mean) / √(variance + epsilon) + beta, with gamma and beta for each place of the last axis."""

    epsilon: Positive = 0.001
    """Added to the variance, so that nothing is divided by 0."""
    center: bool = True
    """Whether beta is learned and added."""
    scale: bool = True
    """Whether gamma is learned and multiplied by."""
    beta_initializer: Initializer = default_word("zeros")
    """What beta is at the start."""
    gamma_initializer: Initializer = default_word("ones")
    """What gamma is at the start."""
    beta_regularizer: Regularizer = None
    """What the loss adds for beta's size."""
    gamma_regularizer: Regularizer = None
    """What the loss adds for gamma's size."""
    beta_constraint: Constraint = None
    """What beta is held to after each update."""
    gamma_constraint: Constraint = None
    """What gamma is held to after each update."""

    def kept(self, *shapes: Shape) -> Dimension:
        # The input less its mean, and that by its deviation.
        return product((3, super().kept(*shapes)))

    def output_shape(self, *shapes: Shape) -> Shape:
        expect_axis(self.word, shapes[0])
        return shapes[0]

    def weight_shapes(self, *shapes: Shape) -> tuple[Weight, ...]:
        channels = shapes[0][-1] if shapes[0] else None
        given = {"gamma": self.scale, "beta": self.center}
        return tuple(Weight(name, (channels,)) for name, present in given.items() if present)
