"""Attention by products."""

from __future__ import annotations

from typing import Literal

from dlcli.parts.facts import Shape
from dlcli.parts.layers._attention import Attending
from dlcli.parts.layers._layer import Weight


class Attention(Attending):
    """softmax(query · keyᵀ) · value: each step gets a mean of values, weighted by likeness (Luong et al., 2015).

    `from` names query, value and key; the key is the value where it is not given, and one input is all three.
    `use_scale` learns a factor of the scores; `score_mode: concat` takes factor · Σ tanh(query + key) for them.

    Shapes:
        query (steps, n), value (places, m), key (places, n) → (steps, m); scale () and concat_score_weight ().

    Example:
        type: attention
    """

    use_scale: bool = False
    """Whether the scores have a learned factor."""
    score_mode: Literal["dot", "concat"] = "dot"
    """How query and key are compared: by their product, or by their sum."""

    def output_shape(self, *shapes: Shape) -> Shape:
        query, value, key = self.roles(shapes)
        self.expect_equal_width(query, key)
        return (query[0] if query else None, value[1] if value else None)

    def weight_shapes(self, *shapes: Shape) -> tuple[Weight, ...]:
        given = {"scale": self.use_scale, "concat_score_weight": self.score_mode == "concat"}
        return tuple(Weight(name, ()) for name, present in given.items() if present)
