"""Attention in several heads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from pydantic import Field

from dlcli.parts.facts import Dimension, Shape
from dlcli.parts.fields import Count, Size
from dlcli.parts.layers._attention import Attending, products_of_attention
from dlcli.parts.layers._layer import Constraint, Initializer, Layer, Regularizer, Weight
from dlcli.parts.part import default_word
from dlcli.parts.sizes import product, summed


class MultiHeadAttention(Attending):
    """In each head softmax(q · kᵀ / √key_dim) · v; then a dense layer over all heads (Vaswani et al., 2017).

    q, k and v are query, key and value behind a dense layer of each head's own. `from` names query, value and key; the
    key is the value where it is not given, and one input is all three: self-attention. Where they are not given,
    `output_shape` is the query's last size and `value_dim` is `key_dim`.

    Shapes:
        query (steps, a), value (places, b), key (places, c) → (steps, output_shape);
        kernels (a, num_heads, key_dim), (c, num_heads, key_dim), (b, num_heads, value_dim) and
        (num_heads, value_dim, output_shape), each with its bias.

    Example:
        type: multi_head_attention
        num_heads: 2
        key_dim: 4
    """

    own: ClassVar[frozenset[str]] = Attending.own | {"width"}

    num_heads: Count
    """How many attentions there are side by side."""
    key_dim: Size
    """The size of queries and keys in each head."""
    value_dim: Size | None = None
    """The size of values in each head; none: key_dim."""
    use_bias: bool = True
    """Whether a learned offset is added."""
    width: Size | None = Field(default=None, alias="output_shape")
    """The size of each output step; none: the query's."""
    kernel_initializer: Initializer = default_word("glorot_uniform")
    """How the kernel begins."""
    bias_initializer: Initializer = default_word("zeros")
    """How the bias begins."""
    kernel_regularizer: Regularizer = None
    """A penalty on the kernel."""
    bias_regularizer: Regularizer = None
    """A penalty on the bias."""
    activity_regularizer: Regularizer = None
    """A penalty on the output."""
    kernel_constraint: Constraint = None
    """What every kernel is held to after each update."""
    bias_constraint: Constraint = None
    """What every bias is held to after each update."""

    def arguments(self) -> dict[str, Any]:
        more = {} if self.width is None else {"output_shape": self.width}
        return {**super().arguments(), **more}

    def call_inputs(self, tensors: Sequence[Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        (inputs,), named = super().call_inputs(tensors)
        return tuple(inputs), named

    def output_shape(self, *shapes: Shape) -> Shape:
        query, _, _ = self.roles(shapes)
        return (query[0] if query else None, self._width(query))

    def weight_shapes(self, *shapes: Shape) -> tuple[Weight, ...]:
        query, value, key = self.roles(shapes)
        value_dim = self.key_dim if self.value_dim is None else self.value_dim
        kernels: list[tuple[tuple[Dimension, ...], int]] = [
            ((shape[1] if shape else None, self.num_heads, size), 2)
            for shape, size in ((query, self.key_dim), (key, self.key_dim), (value, value_dim))
        ]
        kernels.append(((self.num_heads, value_dim, self._width(query)), 1))
        weights: list[Weight] = []
        for shape, outputs in kernels:
            weights.append(Weight("kernel", shape))
            weights.extend([Weight("bias", shape[-outputs:])] if self.use_bias else [])
        return tuple(weights)

    def multiply_adds(self, *shapes: Shape) -> Dimension:
        query, value, key = self.roles(shapes)
        # The kernels of query, key, value, and of the output: each is used at every step of its own input.
        kernels = [each for each in self.weight_shapes(*shapes) if each.name == "kernel"]
        steps = [each[0] if each else None for each in (query, key, value, query)]
        across = product((self.num_heads, summed([self.key_dim, self.value_dim or self.key_dim])))
        within = [product((*each.shape, count)) for each, count in zip(kernels, steps, strict=True)]
        return summed([*within, products_of_attention(query, key, across)])

    def kept(self, *shapes: Shape) -> Dimension:
        query, value, key = self.roles(shapes)
        # In each head query, key, value and what they give, and the scores before and behind softmax.
        steps = [each[0] if each else None for each in (query, key, value, query)]
        sizes = [self.key_dim, self.key_dim, self.value_dim or self.key_dim, self.value_dim or self.key_dim]
        heads = [product((self.num_heads, *pair)) for pair in zip(steps, sizes, strict=True)]
        return summed(
            [*heads, products_of_attention(query, key, product((2, self.num_heads))), Layer.kept(self, *shapes)]
        )

    def _width(self, query: Shape) -> Dimension:
        return self.width if self.width is not None else query[1] if query else None
