"""Shapes as a recipe writes them: sizes, and -1 for what follows from the input."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from dlcli.parts.facts import Dimension
from dlcli.parts.fields import LARGEST
from dlcli.parts.part import problem


@dataclass(frozen=True)
class WholeShape:
    """Marks a list of sizes, one of which may be -1, or `several` of which."""

    several: bool = False

    def __get_pydantic_core_schema__(self, source: Any, _: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def read(self, value: Any) -> tuple[Dimension, ...]:
        """The sizes.

        Raises:
            PydanticCustomError: anything else, with the rule in words.
        """
        sizes = tuple(value) if isinstance(value, list | tuple) else ()
        if not sizes or not all(map(_is_size, sizes)) or (sizes.count(-1) > 1 and not self.several):
            which = "-1 among them is the input's size" if self.several else "one of which may be -1 (what is left)"
            rule = f"a list of positive whole numbers, {which}"
            raise problem("wrong-value", "", expected=rule, value=value)
        return sizes


def _is_size(value: Any) -> bool:
    return value is None or (type(value) is int and (value == -1 or 0 < value <= LARGEST))
