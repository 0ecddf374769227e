"""Attention by sums."""

from __future__ import annotations

from dlcli.parts.facts import Shape
from dlcli.parts.layers._attention import Attending
from dlcli.parts.layers._layer import Weight


class AdditiveAttention(Attending):
    """softmax(Σ scale · tanh(query + key)) · value (Bahdanau et al., 2015).

    That paper has a dense layer in front of query and key each: write them as rows.
    `from` names query, value and key; the key is the value where it is not given, and one input is all three.

    Shapes:
        query (steps, n), value (places, m), key (places, n) → (steps, m); scale (n,).

    Example:
        type: additive_attention
    """

    use_scale: bool = True
    """Whether the scores have a learned factor."""

    def output_shape(self, *shapes: Shape) -> Shape:
        query, value, key = self.roles(shapes)
        self.expect_equal_width(query, key)
        return (query[0] if query else None, value[1] if value else None)

    def weight_shapes(self, *shapes: Shape) -> tuple[Weight, ...]:
        return (Weight("scale", (shapes[0][-1] if shapes[0] else None,)),) if self.use_scale else ()
