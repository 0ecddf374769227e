"""Several inputs side by side."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from dlcli.parts.facts import Dimension, Shape
from dlcli.parts.layers._layer import ShapeProblem, shape_text
from dlcli.parts.layers._merging import Several
from dlcli.parts.part import problem


def _not_the_batch(value: int) -> int:
    if value == 0:
        rule = "a whole number: 1 is the first axis after the batch, -1 the last"
        raise problem("wrong-value", "", expected=rule, value=value)
    return value


class Concatenate(Several):
    """The inputs one behind the other along an axis: 1 is the first after the batch, -1 the last.

    Shapes:
        (…, a), (…, b), … → (…, a + b + …).

    Example:
        type: concatenate
        from: [first, second]
    """

    axis: Annotated[int, AfterValidator(_not_the_batch)] = -1
    """Along which axis: 1 is the first after the batch, -1 the last."""

    def output_shape(self, *shapes: Shape) -> Shape:
        self.check_count(shapes)
        known = [shape for shape in shapes if shape is not None]
        if len(known) < len(shapes):
            return None
        place = self._place(known[0])
        if any(_differ(known[0], other, place) for other in known[1:]):
            texts = " and ".join(map(shape_text, known))
            raise ShapeProblem(
                f"concatenate cannot join {texts} along axis {self.axis}",
                label=f"inputs are {texts}",
                help="inputs have to be equal on all axes but this one",
                code="merge-mismatch",
            )
        sizes = [shape[place] for shape in known]
        joined = None if None in sizes else sum(size for size in sizes if size is not None)
        return (*known[0][:place], joined, *known[0][place + 1 :])

    def _place(self, shape: tuple[Dimension, ...]) -> int:
        """The axis, counted from 0 after the batch."""
        place = self.axis - 1 if self.axis > 0 else self.axis + len(shape)
        if not 0 <= place < len(shape):
            raise ShapeProblem(
                f"concatenate has no axis {self.axis} in {shape_text(shape)}",
                field="axis",
                label=f"inputs are {shape_text(shape)}",
                help="1 is the first axis after the batch, -1 the last",
            )
        return place


def _differ(first: tuple[Dimension, ...], second: tuple[Dimension, ...], place: int) -> bool:
    if len(first) != len(second):
        return True
    pairs = [pair for axis, pair in enumerate(zip(first, second, strict=True)) if axis != place]
    return any(None not in pair and pair[0] != pair[1] for pair in pairs)
