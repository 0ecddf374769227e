"""A recurrent layer in both directions."""

from __future__ import annotations

from typing import Any, Literal

from dlcli.parts.facts import Dimension, Shape
from dlcli.parts.layers._layer import ShapeProblem, Weight
from dlcli.parts.layers._wrapper import RecurrentField, Wrapper
from dlcli.parts.sizes import product


class Bidirectional(Wrapper):
    """A recurrent layer that goes forwards and a second one that goes backwards (Schuster and Paliwal, 1997).

    Their outputs stand side by side (`concat`), or are added, multiplied, or averaged.

    Shapes:
        as those of the layer; with `merge_mode: concat` the last axis is twice as long.

    Example:
        type: bidirectional
        layer: {type: lstm, units: 8}
    """

    layer: RecurrentField
    """The layer inside."""
    merge_mode: Literal["concat", "sum", "mul", "ave"] = "concat"
    """How both directions become one: side by side, or element by element."""

    def build(self, **more: Any) -> Any:
        built = super().build(**more)
        # Keras copies the layer by its configuration, in which simple_rnn leaves this out.
        for half in (built.forward_layer, built.backward_layer):
            half.activity_regularizer = self.layer.build().activity_regularizer
        return built

    def output_shape(self, *shapes: Shape) -> Shape:
        try:
            shape = self.layer.output_shape(*shapes)
        except ShapeProblem as mistake:
            raise self.placed(mistake) from None
        if shape is None or shape[-1] is None:
            return shape
        return (*shape[:-1], 2 * shape[-1]) if self.merge_mode == "concat" else shape

    def multiply_adds(self, *shapes: Shape) -> Dimension:
        return product((2, self.layer.multiply_adds(*shapes)))

    def kept(self, *shapes: Shape) -> Dimension:
        return product((2, self.layer.kept(*shapes)))

    def weight_shapes(self, *shapes: Shape) -> tuple[Weight, ...]:
        return self.layer.weight_shapes(*shapes) * 2
