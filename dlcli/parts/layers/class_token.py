"""A learned vector in front of a sequence."""

from __future__ import annotations

from typing import Any

from dlcli.parts.facts import Shape
from dlcli.parts.layers._layer import Initializer, Layer, Weight
from dlcli.parts.layers._ranks import expect_rank
from dlcli.parts.part import default_word


class ClassToken(Layer):
    """One more place at the start, which gathers by attention what the whole says (Dosovitskiy et al., 2020).

    Shapes:
        (steps, channels) → (1 + steps, channels); embeddings (1, 1, channels).

    Example:
        type: class_token
    """

    embeddings_initializer: Initializer = default_word("zeros")
    """What the vector is at the start."""

    def output_shape(self, *shapes: Shape) -> Shape:
        expect_rank(self.word, shapes[0], 2, axes="steps, channels", help="reshape pictures to (steps, channels) first")
        if shapes[0] is None:
            return None
        steps, channels = shapes[0]
        return (None if steps is None else steps + 1, channels)

    def weight_shapes(self, *shapes: Shape) -> tuple[Weight, ...]:
        return () if shapes[0] is None else (Weight("embeddings", (1, 1, shapes[0][-1])),)

    def build(self, **more: Any) -> Any:
        from dlcli.keras_objects.class_token import ClassToken as Token

        return Token(**{**self.arguments(), **more})
