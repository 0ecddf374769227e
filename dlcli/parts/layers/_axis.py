"""An axis that a recipe names: 1 is the first after the batch, -1 the last."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from dlcli.parts.facts import Dimension
from dlcli.parts.layers._layer import ShapeProblem, shape_text
from dlcli.parts.part import problem


def _not_the_batch(value: int) -> int:
    if value == 0:
        rule = "a whole number: 1 is the first axis after the batch, -1 the last"
        raise problem("wrong-value", "", expected=rule, value=value)
    return value


Axis = Annotated[int, AfterValidator(_not_the_batch)]


def place_of(axis: int, word: str, shape: tuple[Dimension, ...], *, inputs: str = "input is") -> int:
    """The axis, counted from 0 after the batch.

    Raises:
        ShapeProblem: the shape has no such axis.
    """
    place = axis - 1 if axis > 0 else axis + len(shape)
    if not 0 <= place < len(shape):
        raise ShapeProblem(
            f"{word} has no axis {axis} in {shape_text(shape)}",
            field="axis",
            label=f"{inputs} {shape_text(shape)}",
            help="1 is the first axis after the batch, -1 the last",
        )
    return place
