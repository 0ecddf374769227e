"""The axes in another order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from dlcli.parts.facts import Shape
from dlcli.parts.layers._layer import Layer, ShapeProblem, shape_text
from dlcli.parts.part import problem


@dataclass(frozen=True)
class Order:
    """Marks a list of all numbers from 1 to its length, in any order."""

    def __get_pydantic_core_schema__(self, source: Any, _: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def read(self, value: Any) -> tuple[int, ...]:
        """The numbers.

        Raises:
            PydanticCustomError: anything else, with the rule in words.
        """
        numbers = tuple(value) if isinstance(value, list | tuple) else ()
        whole = all(type(number) is int for number in numbers)
        if not numbers or not whole or sorted(numbers) != list(range(1, len(numbers) + 1)):
            rule = "each axis once, counted from 1 after the batch ([2, 1] swaps two axes)"
            raise problem("wrong-value", "", expected=rule, value=value)
        return numbers


class Permute(Layer):
    """The axes in the order of `dims`; the first axis after the batch is 1.

    Shapes:
        (a, b, c) → (c, a, b), with `dims: [3, 1, 2]`.

    Example:
        type: permute
        dims: [2, 1]
    """

    dims: Annotated[tuple[int, ...], Order()]
    """Which axis comes first, second and so on."""

    def output_shape(self, *shapes: Shape) -> Shape:
        shape = shapes[0]
        if shape is None:
            return (None,) * len(self.dims)
        if len(shape) != len(self.dims):
            raise ShapeProblem(
                f"permute orders {len(self.dims)} axes, its input is {shape_text(shape)}",
                field="dims",
                label=f"input is {shape_text(shape)}",
                help=f"write {len(shape)} numbers, one for each axis after the batch",
            )
        return tuple(shape[place - 1] for place in self.dims)
