"""What the zero padding layers share: zeros on both sides of each axis."""

from __future__ import annotations

from typing import Any

from dlcli.parts.facts import Shape
from dlcli.parts.layers._sides import pairs
from dlcli.parts.layers._spatial import Spatial


class ZeroPadding(Spatial):
    """Zeros around the input, on every axis but the channels."""

    padding: Any = 1
    """valid: the kernel stays within the input; same: zeros around it, so that with strides 1 the size stays."""

    def output_shape(self, *shapes: Shape) -> Shape:
        shape = shapes[0]
        self.check_input(shape)
        if shape is None:
            return (None,) * (self.rank + 1)
        sides = pairs(self.padding, self.rank)
        sizes = (None if size is None else size + sum(pair) for size, pair in zip(shape[:-1], sides, strict=True))
        return (*sizes, shape[-1])
