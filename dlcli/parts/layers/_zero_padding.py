"""What the zero padding layers share: how many zeros stand before and behind each axis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from dlcli.parts.facts import Dimension
from dlcli.parts.fields import LARGEST
from dlcli.parts.part import problem

Pair = tuple[int, int]


@dataclass(frozen=True)
class Zeros:
    """Marks numbers of zeros: one for all sides, two, or two pairs where `pairs`."""

    rule: str
    pairs: bool = False

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
        if len(rows) == 2 and all(map(_is_count, rows)):
            return tuple(rows)
        if self.pairs and len(rows) == 2 and all(map(_is_pair, rows)):
            return tuple(map(tuple, rows))
        raise problem("wrong-value", "", expected=self.rule, value=value)


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value <= LARGEST


def _is_pair(value: Any) -> bool:
    return isinstance(value, list | tuple) and len(value) == 2 and all(map(_is_count, value))


def padded(size: Dimension, pair: Pair) -> Dimension:
    """The size with the zeros on both sides."""
    return None if size is None else size + pair[0] + pair[1]
