"""A learned vector for each whole number."""

from __future__ import annotations

from dlcli.parts.facts import Shape
from dlcli.parts.fields import Size
from dlcli.parts.layers._layer import Constraint, Initializer, Layer, Regularizer, Weight
from dlcli.parts.part import default_word


class Embedding(Layer):
    """Row x of a learned table, for whole numbers x from 0 to input_dim - 1; with `mask_zero` 0 means padding.

    Shapes:
        (…) → (…, output_dim); embeddings (input_dim, output_dim).

    Example:
        type: embedding
        input_dim: 100
        output_dim: 8
    """

    input_dim: Size
    """How many whole numbers there are, 0 included: the size of the vocabulary."""
    output_dim: Size
    """How long each vector is."""
    embeddings_initializer: Initializer = default_word("random_uniform")
    """What the vectors are at the start."""
    embeddings_regularizer: Regularizer = None
    """What the loss adds for the vectors' size."""
    embeddings_constraint: Constraint = None
    """What the table is held to after each update."""
    mask_zero: bool = False
    """Whether 0 is padding, which later layers pass over."""

    def output_shape(self, *shapes: Shape) -> Shape:
        return None if shapes[0] is None else (*shapes[0], self.output_dim)

    def weight_shapes(self, *shapes: Shape) -> tuple[Weight, ...]:
        return (Weight("embeddings", (self.input_dim, self.output_dim)),)
