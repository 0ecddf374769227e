"""Products of two inputs, added up along an axis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from dlcli.parts.facts import Shape
from dlcli.parts.layers._layer import ShapeProblem, shape_text
from dlcli.parts.layers._merging import Several
from dlcli.parts.part import problem


@dataclass(frozen=True)
class OneAxisEach:
    """Marks an axis, or a list of two; none is the batch."""

    def __get_pydantic_core_schema__(self, source: Any, _: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def read(self, value: Any) -> int | tuple[int, int]:
        """The axis, or both.

        Raises:
            PydanticCustomError: anything else, with the rule in words.
        """
        if _is_axis(value):
            return int(value)
        axes = tuple(value) if isinstance(value, list | tuple) else ()
        if len(axes) != 2 or not all(map(_is_axis, axes)):
            rule = "an axis, or a list of two: 1 is the first after the batch, -1 the last"
            raise problem("wrong-value", "", expected=rule, value=value)
        return (axes[0], axes[1])


def _is_axis(value: Any) -> bool:
    return type(value) is int and value != 0


class Dot(Several):
    """The products of two inputs added up along one axis of each; with `normalize` the cosine of their angle.

    Shapes:
        (a, n), (b, n) → (a, b), with `axes: 2` or `axes: -1`; (n,), (n,) → (1,).

    Example:
        type: dot
        axes: -1
        from: [first, second]
    """

    most_inputs: ClassVar[int | None] = 2

    axes: Annotated[int | tuple[int, int], OneAxisEach()]
    """Along which axis of each input to add: 1 is the first after the batch, -1 the last."""
    normalize: bool = False
    """Whether both are brought to length 1 before."""

    def output_shape(self, *shapes: Shape) -> Shape:
        self.check_count(shapes)
        first, second = shapes
        if first is None or second is None:
            return None
        axes = self.axes if isinstance(self.axes, tuple) else (self.axes, self.axes)
        here, there = self._place(axes[0], first), self._place(axes[1], second)
        if first[here] != second[there]:
            texts = f"{shape_text(first)} and {shape_text(second)}"
            raise ShapeProblem(
                f"dot adds along {first[here] or 'an unknown number of'} and {second[there] or 'an unknown number of'}"
                f" places, its inputs are {texts}",
                field="axes",
                label=f"inputs are {texts}",
                help="the two axes have to be equally long",
                code="merge-mismatch",
            )
        return (*first[:here], *first[here + 1 :], *second[:there], *second[there + 1 :]) or (1,)

    def _place(self, axis: int, shape: tuple[int | None, ...]) -> int:
        """The axis, counted from 0 after the batch."""
        place = axis - 1 if axis > 0 else axis + len(shape)
        if not 0 <= place < len(shape):
            raise ShapeProblem(
                f"dot has no axis {axis} in {shape_text(shape)}",
                field="axes",
                label=f"input is {shape_text(shape)}",
                help="1 is the first axis after the batch, -1 the last",
            )
        return place
