"""Normalization by the root of the mean square."""

from __future__ import annotations

from dlcli.parts.facts import Shape
from dlcli.parts.fields import Positive
from dlcli.parts.layers._layer import Layer, Weight
from dlcli.parts.layers._ranks import expect_axis


class RMSNormalization(Layer):
    """scale · x / √(mean of x² + epsilon), the mean over the last axis (Zhang and Sennrich, 2019).

    Shapes:
        (…, n) → (…, n); scale (n,).

    Example:
        type: rms_normalization
    """

    epsilon: Positive = 0.000001
    """Keeps the division away from 0."""

    def output_shape(self, *shapes: Shape) -> Shape:
        expect_axis(self.word, shapes[0])
        return shapes[0]

    def weight_shapes(self, *shapes: Shape) -> tuple[Weight, ...]:
        return (Weight("scale", (shapes[0][-1] if shapes[0] else None,)),)
