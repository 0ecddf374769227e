"""How far an augmentation goes: a number for both directions, or a list of two ends."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from dlcli.parts.part import problem


@dataclass(frozen=True)
class Span:
    """Marks a number from 0 to 1, or a list of two from `least` to 1, in order."""

    least: int = -1
    open_end: bool = False
    """Whether what lies 1 below is left out: a picture that is made smaller by all of its size is nothing."""
    ordered: bool = True

    def __get_pydantic_core_schema__(self, source: Any, _: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def read(self, value: Any) -> float | tuple[float, float]:
        """The number, or the two ends.

        Raises:
            PydanticCustomError: anything else, with the rule in words.
        """
        if isinstance(value, list | tuple) and len(value) == 2 and all(self._fits(each, self.least) for each in value):
            low, high = map(float, value)
            if low <= high or not self.ordered:
                return low, high
        elif self._fits(value, 0) and not (self.open_end and value == 1):
            return float(value)
        raise problem("wrong-value", "", expected=self.rule(), value=value)

    def _fits(self, value: Any, least: int) -> bool:
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            return False
        return least <= value <= 1 and not (self.open_end and value == -1)

    def rule(self) -> str:
        """The rule in words."""
        one = "a number from 0 to below 1" if self.open_end else "a number from 0 to 1"
        ends = f"{'above ' if self.open_end else ''}{self.least}"
        return f"{one}, or a list of two from {ends} to 1" + (", the lower one first" if self.ordered else "")


@dataclass(frozen=True)
class InOrder:
    """Marks a list of two numbers from 0 to 1, the lower one first; they may be the same."""

    open_least: bool = False

    def __get_pydantic_core_schema__(self, source: Any, _: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def read(self, value: Any) -> tuple[float, float]:
        """The two ends.

        Raises:
            PydanticCustomError: anything else, with the rule in words.
        """
        if isinstance(value, list | tuple):
            ordered = Span(least=0).read(value)
            if isinstance(ordered, tuple) and (ordered[0] > 0 or not self.open_least):
                return ordered
        raise problem("wrong-value", "", expected=self.rule(), value=value)

    def rule(self) -> str:
        """The rule in words."""
        return f"a list of two numbers from {'above ' if self.open_least else ''}0 to 1, the lower one first"


Factor = Annotated[float | tuple[float, float], Span()]


def ends(factor: float | tuple[float, float]) -> tuple[float, float]:
    """The two ends between which is drawn: `0.1` is from -0.1 to 0.1."""
    return factor if isinstance(factor, tuple) else (-factor, factor)


def span(factor: float | tuple[float, float]) -> tuple[float, float]:
    """The two ends between which a size is drawn: `0.1` is from 0 to 0.1."""
    return factor if isinstance(factor, tuple) else (0.0, factor)
