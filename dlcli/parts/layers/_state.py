"""What a recurrent layer remembers behind its last step, as `NAME.state` takes it."""

from __future__ import annotations

from typing import Any

from dlcli.parts.facts import Shape
from dlcli.parts.layers._layer import Layer


class State(Layer):
    """The state of a recurrent layer as one list of numbers: `units`, or for an LSTM h and c side by side.

    It is given what the recurrent layer gives; the state itself comes from the layer.
    """

    pieces: int

    def output_shape(self, *shapes: Shape) -> Shape:
        shape = shapes[0]
        return None if not shape or shape[-1] is None else (self.pieces * shape[-1],)

    def build(self, **more: Any) -> Any:
        import keras

        return keras.layers.Concatenate(**more) if self.pieces > 1 else keras.layers.Identity(**more)


State.word = "state"
