"""Types of fields that many parts share: sizes, rates, names, paths."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import isfinite
from typing import Annotated, Any

from pydantic import AfterValidator, GetCoreSchemaHandler, WithJsonSchema
from pydantic_core import CoreSchema, core_schema

from dlcli.ground.files import scheme_of
from dlcli.parts.facts import UNKNOWN, Dimension
from dlcli.parts.part import problem

LARGEST = 2**31 - 1
NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
REFERENCE = re.compile(rf"{NAME.pattern}(\.{NAME.pattern}){{0,2}}")


@dataclass(frozen=True)
class Whole:
    """Marks a whole number: `least` and up, unknown (a fact of data that is not here), or a list of them."""

    least: int = 1
    lists: bool = False

    def __get_pydantic_core_schema__(self, source: Any, _: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def read(self, value: Any) -> Any:
        """The number, None, or a tuple of them.

        Raises:
            PydanticCustomError: anything else, with the rule in words.
        """
        if self.lists and isinstance(value, list | tuple) and value:
            return tuple(self._one(item) for item in value)
        return self._one(value)

    def _one(self, value: Any) -> int | None:
        if value is UNKNOWN:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < self.least:
            raise problem("wrong-value", "", expected=self.rule(), value=value)
        if value > LARGEST:
            raise problem("wrong-value", "", expected=f"a whole number up to {LARGEST}", value=value)
        return value

    def rule(self) -> str:
        """The rule in words."""
        one = {0: "a whole number, 0 or more", 1: "a positive whole number"}.get(
            self.least, f"a whole number from {self.least}"
        )
        return f"{one}, or a list of them" if self.lists else one


@dataclass(frozen=True)
class Real:
    """Marks a number within bounds; `open_*` leaves the bound itself out."""

    least: float | None = None
    most: float | None = None
    open_least: bool = False
    open_most: bool = False

    def __get_pydantic_core_schema__(self, source: Any, _: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def read(self, value: Any) -> float:
        """The number, as a float.

        Raises:
            PydanticCustomError: anything else, with the rule in words.
        """
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not isfinite(value)
            or not self._fits(value)
        ):
            raise problem("wrong-value", "", expected=self.rule(), value=value)
        return float(value)

    def _fits(self, value: float) -> bool:
        above = self.least is None or value > self.least or (value == self.least and not self.open_least)
        below = self.most is None or value < self.most or (value == self.most and not self.open_most)
        return above and below

    def rule(self) -> str:
        """The rule in words."""
        if self.least is None and self.most is None:
            return "a number"
        if self.most is None:
            return f"a number above {self.least:g}" if self.open_least else f"a number, {self.least:g} or more"
        low = "above" if self.open_least else "from"
        high = ("and below" if self.open_least else "to below") if self.open_most else "to"
        return f"a number {low} {self.least or 0:g} {high} {self.most:g}"


@dataclass(frozen=True)
class Ends:
    """Marks two numbers, the second above the first."""

    def __get_pydantic_core_schema__(self, source: Any, _: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def read(self, value: Any) -> tuple[float, float]:
        """The two numbers.

        Raises:
            PydanticCustomError: anything else, with the rule in words.
        """
        ends = list(value) if isinstance(value, list | tuple) else []
        if len(ends) != 2 or not all(map(_is_number, ends)) or ends[0] >= ends[1]:
            raise problem("wrong-value", "", expected="a list of two numbers, the second above the first", value=value)
        return (float(ends[0]), float(ends[1]))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _name(value: str) -> str:
    if not NAME.fullmatch(value):
        raise problem("wrong-name", "", value=value)
    return value


def _reference(value: str) -> str:
    if not REFERENCE.fullmatch(value):
        raise problem("wrong-name", "", value=value)
    return value


Size = Annotated[Dimension, Whole()]
Sizes = Annotated[Dimension | tuple[Dimension, ...], Whole(lists=True)]
Count = Annotated[int, Whole()]
CountFromZero = Annotated[int, Whole(least=0)]
Number = Annotated[float, Real()]
NotNegative = Annotated[float, Real(least=0)]
Positive = Annotated[float, Real(least=0, open_least=True)]
Rate = Annotated[float, Real(least=0, most=1, open_most=True)]
Fraction = Annotated[float, Real(least=0, most=1, open_least=True, open_most=True)]
Momentum = Annotated[float, Real(least=0, most=1)]
Name = Annotated[
    str,
    AfterValidator(_name),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": f"^{NAME.pattern}$",
            "patternErrorMessage": "a name of letters, digits, _ and -, 64 at most",
        }
    ),
]

Reference = Annotated[
    str,
    AfterValidator(_reference),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": f"^{REFERENCE.pattern}$",
            "patternErrorMessage": "the name of a row or a feature, NETWORK.ROW, or a recurrent row's NAME.state",
        }
    ),
]
"""What a row takes: a name, that of a row in a network above, or the state of a recurrent row."""


class IsPath:
    """Marks a text that is a path: relative to the file in which it is written."""


def _local(value: str) -> str:
    scheme = scheme_of(value)
    if scheme:
        message = f"{scheme}… is an address, here stands a path"
        raise problem("url-as-path", message, label="download it, and write the path of the file")
    return value


DataPath = Annotated[str, IsPath(), AfterValidator(_local)]


def spread(value: Dimension | tuple[Dimension, ...], rank: int) -> tuple[Dimension, ...]:
    """A size for each of `rank` axes: `3` is `(3, 3)`."""
    return value if isinstance(value, tuple) else (value,) * rank
