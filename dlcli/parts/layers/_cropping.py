"""What the cropping layers share: so many places cut off both sides of each axis."""

from __future__ import annotations

from typing import Any

from dlcli.parts.facts import Shape
from dlcli.parts.layers._layer import ShapeProblem, shape_text
from dlcli.parts.layers._sides import pairs
from dlcli.parts.layers._spatial import Spatial


class Cropping(Spatial):
    """The input without its borders."""

    cropping: Any = 1
    """How many places are cut off before and after, along each axis."""

    def output_shape(self, *shapes: Shape) -> Shape:
        shape = shapes[0]
        self.check_input(shape)
        if shape is None:
            return (None,) * (self.rank + 1)
        sides = pairs(self.cropping, self.rank)
        sizes = tuple(None if size is None else size - sum(pair) for size, pair in zip(shape[:-1], sides, strict=True))
        if any(size is not None and size < 1 for size in sizes):
            raise ShapeProblem(
                f"{self.word} leaves nothing of its input {shape_text(shape[:-1])}",
                field="cropping",
                label=f"input is {shape_text(shape)}",
                help="cut off less",
            )
        return (*sizes, shape[-1])
