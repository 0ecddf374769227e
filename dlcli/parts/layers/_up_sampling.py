"""What the up-sampling layers share: every axis but the channels gets longer."""

from __future__ import annotations

from dlcli.parts.facts import Shape
from dlcli.parts.fields import Sizes, spread
from dlcli.parts.layers._spatial import Spatial


class UpSampling(Spatial):
    """Each place `size` times along each axis."""

    size: Sizes = 2
    """How many times as long each axis gets."""

    def output_shape(self, *shapes: Shape) -> Shape:
        shape = shapes[0]
        self.check_input(shape)
        if shape is None:
            return (None,) * (self.rank + 1)
        sides = zip(shape[:-1], spread(self.size, self.rank), strict=True)
        grown = (None if size is None or times is None else size * times for size, times in sides)
        return (*grown, shape[-1])
