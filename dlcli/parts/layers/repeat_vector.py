"""A list of numbers as several equal steps."""

from __future__ import annotations

from dlcli.parts.facts import Shape
from dlcli.parts.fields import Size
from dlcli.parts.layers._layer import Layer
from dlcli.parts.layers._ranks import expect_rank


class RepeatVector(Layer):
    """The input `n` times, as steps.

    Shapes:
        (features,) → (n, features).

    Example:
        type: repeat_vector
        n: 3
    """

    n: Size
    """How many steps there are."""

    def output_shape(self, *shapes: Shape) -> Shape:
        advice = "flatten it first; after a recurrent layer leave out return_sequences there"
        expect_rank(self.word, shapes[0], 1, axes="features", help=advice)
        return (self.n, shapes[0][0] if shapes[0] else None)
