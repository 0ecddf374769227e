"""All axes in a row."""

from __future__ import annotations

from typing import Any

from dlcli.parts.facts import Shape
from dlcli.parts.layers._layer import Layer
from dlcli.parts.sizes import product


class Flatten(Layer):
    """Each example's numbers as one list.

    Shapes:
        (a, b, …) → (a · b · …,).

    Example:
        type: flatten
    """

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "data_format": "channels_last"}

    def output_shape(self, *shapes: Shape) -> Shape:
        return (None,) if shapes[0] is None else (product(shapes[0]),)
