"""What bidirectional and time_distributed share: another layer inside."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator

from dlcli.parts.facts import Shape
from dlcli.parts.layers._combinator import Combinator
from dlcli.parts.layers._layer import Layer, ShapeProblem, Weight, not_a_row
from dlcli.parts.layers._recurrent import Stepwise
from dlcli.parts.part import Of, problem


def _of_one_input(layer: Layer) -> Layer:
    if layer.most_inputs != 1 or isinstance(layer, Combinator):
        raise problem("wrong-value", "", expected="a layer of one input", value=layer.word)
    return layer


def _recurrent(layer: Layer) -> Layer:
    if not isinstance(layer, Stepwise):
        raise problem("wrong-value", "", expected="a recurrent layer (lstm, gru, simple_rnn)", value=layer.word)
    return layer


OneInputField = Annotated[Layer, Of("layers"), AfterValidator(not_a_row), AfterValidator(_of_one_input)]
RecurrentField = Annotated[Layer, Of("layers"), AfterValidator(not_a_row), AfterValidator(_recurrent)]


class Wrapper(Layer):
    """A layer that uses another one."""

    layer: Any
    """The layer inside."""

    def arguments(self) -> dict[str, Any]:
        # An activation as an argument would be its bare name; Keras numbers layers without a name.
        return {**super().arguments(), "layer": self.layer.build(name=self.layer.word)}

    def checked_weights(self, *shapes: Shape) -> tuple[Weight, ...]:
        try:
            self.layer.checked_weights(*self.inner_shapes(*shapes))
        except ShapeProblem as mistake:
            raise self.placed(mistake) from None
        return self.weight_shapes(*shapes)

    def inner_shapes(self, *shapes: Shape) -> tuple[Shape, ...]:
        """What the layer inside takes."""
        return shapes

    def placed(self, mistake: ShapeProblem) -> ShapeProblem:
        """The same problem, at the argument that holds the layer."""
        return ShapeProblem(mistake.message, field="layer", label=mistake.label, help=mistake.help, code=mistake.code)
