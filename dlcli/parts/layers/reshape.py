"""The same numbers in another shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from dlcli.parts.facts import Dimension, Shape
from dlcli.parts.fields import LARGEST
from dlcli.parts.layers._layer import Layer, ShapeProblem, product, shape_text
from dlcli.parts.part import problem


@dataclass(frozen=True)
class WholeShape:
    """Marks a list of sizes, one of which may be -1."""

    def __get_pydantic_core_schema__(self, source: Any, _: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def read(self, value: Any) -> tuple[Dimension, ...]:
        """The sizes.

        Raises:
            PydanticCustomError: anything else, with the rule in words.
        """
        sizes = tuple(value) if isinstance(value, list | tuple) else ()
        if not sizes or not all(map(_is_size, sizes)) or sizes.count(-1) > 1:
            rule = "a list of positive whole numbers, one of which may be -1 (what is left)"
            raise problem("wrong-value", "", expected=rule, value=value)
        return sizes


def _is_size(value: Any) -> bool:
    return value is None or (type(value) is int and (value == -1 or 0 < value <= LARGEST))


class Reshape(Layer):
    """The same numbers, in the same order, as another shape; -1 stands for the size that is left.

    Shapes:
        (a, b, …) → target_shape, where both hold the same number of elements.

    Example:
        type: reshape
        target_shape: [-1, 2]
    """

    target_shape: Annotated[tuple[Dimension, ...], WholeShape()]
    """The sizes without the batch; one may be -1, which stands for what is left."""

    def output_shape(self, *shapes: Shape) -> Shape:
        target = self.target_shape
        total = None if shapes[0] is None else product(shapes[0])
        rest = product(tuple(size for size in target if size != -1))
        if total is None or rest is None:
            return tuple(None if size == -1 else size for size in target)
        if total % rest if -1 in target else total != rest:
            raise self._misfit(shapes[0], total, rest)
        return tuple(total // rest if size == -1 else size for size in target)

    def _misfit(self, shape: Shape, total: int, rest: int) -> ShapeProblem:
        divides = f"{total} numbers cannot be divided by {rest}"
        differs = f"{total} numbers do not fill {rest} places"
        return ShapeProblem(
            f"reshape cannot make ({', '.join(map(str, self.target_shape))}) from {shape_text(shape)}: "
            + (divides if -1 in self.target_shape else differs),
            field="target_shape",
            label=f"input is {shape_text(shape)}, {total} numbers",
            help=f"the sizes multiplied have to give {total}; -1 stands for what is left",
        )
