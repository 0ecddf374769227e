"""Steps that later layers skip."""

from __future__ import annotations

from dlcli.parts.facts import Shape
from dlcli.parts.fields import Number
from dlcli.parts.layers._layer import Layer
from dlcli.parts.layers._ranks import expect_axis


class Masking(Layer):
    """Marks the steps in which every number is `mask_value`: recurrent and attention layers behind it skip them.

    Shapes:
        (…) → (…).

    Example:
        type: masking
        mask_value: -1
    """

    mask_value: Number = 0.0
    """The number that an empty step is full of."""

    def output_shape(self, *shapes: Shape) -> Shape:
        expect_axis(self.word, shapes[0])
        return shapes[0]
