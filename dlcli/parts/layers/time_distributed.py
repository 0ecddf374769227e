"""One layer for every step."""

from __future__ import annotations

from typing import Any

from dlcli.parts.facts import Dimension, Shape
from dlcli.parts.layers._layer import ShapeProblem, Weight, shape_text
from dlcli.parts.layers._wrapper import OneInputField, Wrapper
from dlcli.parts.sizes import product


class TimeDistributed(Wrapper):
    """The same layer, with the same weights, on each step by itself.

    Shapes:
        (steps, …) → (steps, …), the rest as the layer makes it.

    Example:
        type: time_distributed
        layer: {type: dense, units: 8}
    """

    layer: OneInputField
    """The layer inside."""

    def arguments(self) -> dict[str, Any]:
        arguments = super().arguments()
        # Keras skips the inner layer's own when it goes step by step; of all steps together it is the same sum.
        outer = arguments["layer"].activity_regularizer
        return arguments if outer is None else {**arguments, "activity_regularizer": outer}

    def output_shape(self, *shapes: Shape) -> Shape:
        shape = shapes[0]
        if shape is not None and len(shape) < 2:
            text = shape_text(shape)
            raise ShapeProblem(
                f"{self.word} takes (steps, …), its input is {text}",
                label=f"input is {text}",
                help="after a recurrent layer write return_sequences: true there",
                code="wrong-rank",
            )
        try:
            inner = self.layer.output_shape(*self.inner_shapes(shape))
        except ShapeProblem as mistake:
            raise self.placed(mistake) from None
        return None if inner is None else (None if shape is None else shape[0], *inner)

    def multiply_adds(self, *shapes: Shape) -> Dimension:
        steps = shapes[0][0] if shapes[0] else None
        return product((steps, self.layer.multiply_adds(*self.inner_shapes(*shapes))))

    def kept(self, *shapes: Shape) -> Dimension:
        steps = shapes[0][0] if shapes[0] else None
        return product((steps, self.layer.kept(*self.inner_shapes(*shapes))))

    def weight_shapes(self, *shapes: Shape) -> tuple[Weight, ...]:
        return self.layer.weight_shapes(*self.inner_shapes(*shapes))

    def inner_shapes(self, *shapes: Shape) -> tuple[Shape, ...]:
        return (shapes[0][1:] if shapes[0] else None,)
