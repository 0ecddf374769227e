"""A learned vector added at each place of a sequence."""

from __future__ import annotations

from typing import Any

from dlcli.parts.facts import Shape
from dlcli.parts.fields import Size
from dlcli.parts.layers._layer import Initializer, Layer, ShapeProblem, Weight
from dlcli.parts.layers._ranks import expect_rank
from dlcli.parts.part import default_word


class PositionEmbedding(Layer):
    """x + a learned vector for each place, the same for every example: attention alone cannot tell places apart.

    Shapes:
        (steps, channels) → (steps, channels); embeddings (sequence_length, channels).

    Example:
        type: position_embedding
        sequence_length: 50
    """

    sequence_length: Size | None = None
    """How many places there are at most. Default: those of the input."""
    embeddings_initializer: Initializer = default_word("glorot_uniform")
    """What the vectors are at the start."""

    def output_shape(self, *shapes: Shape) -> Shape:
        expect_rank(self.word, shapes[0], 2, axes="steps, channels", help="reshape pictures to (steps, channels) first")
        steps = shapes[0][0] if shapes[0] is not None else None
        if shapes[0] is not None and steps is None and self.sequence_length is None:
            message = "position_embedding needs to know how many places there are: its input may have any number"
            raise ShapeProblem(message, label="add sequence_length", help="dlcli explain position_embedding")
        if steps is not None and self.sequence_length is not None and self.sequence_length < steps:
            message = f"position_embedding has {self.sequence_length} places, its input {steps}"
            raise ShapeProblem(message, field="sequence_length", label=f"write {steps}, or leave it out")
        return shapes[0]

    def weight_shapes(self, *shapes: Shape) -> tuple[Weight, ...]:
        if shapes[0] is None:
            return ()
        steps, channels = shapes[0]
        return (Weight("embeddings", (self.sequence_length or steps, channels)),)

    def build(self, **more: Any) -> Any:
        from dlcli.keras_objects.position_embedding import PositionEmbedding as Embedding

        return Embedding(**{**self.arguments(), **more})
