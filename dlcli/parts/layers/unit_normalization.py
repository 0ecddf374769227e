"""Vectors of length 1."""

from __future__ import annotations

from dlcli.parts.facts import Shape
from dlcli.parts.layers._layer import Layer
from dlcli.parts.layers._ranks import expect_axis


class UnitNormalization(Layer):
    """x / √(Σ x²), the sum over the last axis.

    Shapes:
        (…, n) → (…, n).

    Example:
        type: unit_normalization
    """

    def output_shape(self, *shapes: Shape) -> Shape:
        expect_axis(self.word, shapes[0])
        return shapes[0]
