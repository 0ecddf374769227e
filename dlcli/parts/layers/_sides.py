"""What zero padding and cropping share: a count for both sides of each axis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from dlcli.parts.fields import LARGEST
from dlcli.parts.part import problem

Pair = tuple[int, int]

RULES = {
    1: "a whole number, 0 or more, or [before, after]",
    2: "a whole number, 0 or more, [height, width], or [[top, bottom], [left, right]]",
    3: "a whole number, 0 or more, [depth, height, width], or [[front, back], [top, bottom], [left, right]]",
}


@dataclass(frozen=True)
class Sides:
    """Marks counts for the sides of `rank` axes: one for all, one an axis, or a pair an axis."""

    rank: int

    def __get_pydantic_core_schema__(self, source: Any, _: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def read(self, value: Any) -> Any:
        """The number, or tuples of them.

        Raises:
            PydanticCustomError: anything else, with the rule in words.
        """
        if _is_count(value):
            return value
        rows = list(value) if isinstance(value, list | tuple) else []
        if len(rows) == max(self.rank, 2) and all(map(_is_count, rows)):
            return tuple(rows)
        if self.rank > 1 and len(rows) == self.rank and all(map(_is_pair, rows)):
            return tuple(map(tuple, rows))
        raise problem("wrong-value", "", expected=RULES[self.rank], value=value)


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value <= LARGEST


def _is_pair(value: Any) -> bool:
    return isinstance(value, list | tuple) and len(value) == 2 and all(map(_is_count, value))


def pairs(value: Any, rank: int) -> tuple[Pair, ...]:
    """The counts as (before, after) for each axis."""
    if rank == 1 and not isinstance(value, int):
        return (value,)
    each = (value,) * rank if isinstance(value, int) else value
    return tuple((one, one) if isinstance(one, int) else one for one in each)
