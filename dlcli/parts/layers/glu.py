"""The gated linear unit."""

from __future__ import annotations

from typing import Any

from dlcli.parts.facts import Shape
from dlcli.parts.layers._axis import Axis, place_of
from dlcli.parts.layers._layer import Layer, ShapeProblem, keras_operation, shape_text
from dlcli.parts.layers._ranks import expect_axis


class Glu(Layer):
    """a · sigmoid(b), with a the first half of an axis and b the second (Dauphin et al., 2017).

    It is a row of its own: as `activation` it would halve the outputs that its layer promises.

    Shapes:
        (…, 2n) → (…, n).

    Example:
        type: glu
    """

    axis: Axis = -1
    """Which axis is halved: 1 is the first after the batch, -1 the last."""

    def output_shape(self, *shapes: Shape) -> Shape:
        shape = shapes[0]
        expect_axis(self.word, shape)
        if shape is None:
            return None
        place = place_of(self.axis, self.word, shape)
        size = shape[place]
        if size is not None and size % 2:
            raise ShapeProblem(
                f"glu cannot halve an axis of {size}, its input is {shape_text(shape)}",
                label=f"input is {shape_text(shape)}",
                help="the row before it needs an even number of outputs",
            )
        return (*shape[:place], None if size is None else size // 2, *shape[place + 1 :])

    def build(self, **more: Any) -> Any:
        # Keras's layer for activations promises the shape of its input, and `activation` that of its layer.
        return keras_operation(self.word, **self.arguments(), **more)
