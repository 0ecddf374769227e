"""Whole numbers as zeros and ones."""

from __future__ import annotations

from typing import Literal

from dlcli.parts.facts import Shape
from dlcli.parts.fields import Size
from dlcli.parts.layers._layer import Layer
from dlcli.parts.layers._ranks import expect_rank


class CategoryEncoding(Layer):
    """Whole numbers from 0 to num_tokens - 1: each as a 1 among zeros (`one_hot`), or all together.

    `multi_hot` has a 1 for each number that occurs, `count` how often it occurs.

    Shapes:
        one_hot: () or (1,) → (num_tokens,), (…, n) → (…, n, num_tokens); multi_hot and count: (n,) → (num_tokens,).

    Example:
        type: category_encoding
        num_tokens: 4
        output_mode: one_hot
    """

    num_tokens: Size
    """How many different numbers there are."""
    output_mode: Literal["one_hot", "multi_hot", "count"] = "multi_hot"
    """one_hot: each by itself; multi_hot: which ones occur; count: how often each occurs."""

    def output_shape(self, *shapes: Shape) -> Shape:
        shape = shapes[0]
        if self.output_mode != "one_hot":
            advice = "output_mode: one_hot keeps each number by itself"
            expect_rank(f"{self.word} with output_mode {self.output_mode}", shape, 1, axes="numbers", help=advice)
            return (self.num_tokens,)
        if shape is None or (shape and shape[-1] is None):
            return None
        alone = bool(shape) and shape[-1] == 1
        return (*(shape[:-1] if alone else shape), self.num_tokens)
