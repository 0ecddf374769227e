"""What the adaptive pooling layers share: a given number of windows, whatever the input's size."""

from __future__ import annotations

from typing import Any

from pydantic import field_validator

from dlcli.parts.facts import Shape
from dlcli.parts.fields import Sizes, spread
from dlcli.parts.layers._layer import ShapeProblem, shape_text
from dlcli.parts.layers._spatial import Spatial
from dlcli.parts.part import problem


class AdaptivePooling(Spatial):
    """Windows of nearly equal size that cover the input, `output_size` along each axis."""

    output_size: Sizes
    """How many windows there are along each axis."""

    def output_shape(self, *shapes: Shape) -> Shape:
        shape, windows = shapes[0], spread(self.output_size, self.rank)
        self.check_input(shape)
        if shape is None:
            return (*windows, None)
        pairs = zip(shape[:-1], windows, strict=True)
        if any(size is None or (window is not None and size < window) for size, window in pairs):
            raise ShapeProblem(
                f"{self.word} cannot cut {shape_text(shape[:-1])} into {shape_text(windows)} windows",
                field="output_size",
                label=f"input is {shape_text(shape)}",
                help="its input has to have a fixed size, not below output_size: resize it, or pool less before",
            )
        return (*windows, shape[-1])


class AdaptiveMaxPooling(AdaptivePooling):
    """The largest value of each window."""

    @field_validator("output_size")
    @classmethod
    def _two_or_more(cls, value: Any) -> Any:
        # Over a single window Keras 3.15 also pools a window longer than the input, which ends the whole process.
        if 1 in spread(value, cls.rank):
            rule = f"2 or more (one window is global_max_pooling{cls.rank}d)"
            raise problem("wrong-value", "", expected=rule, value=value)
        return value
