"""Dates as numbers: the year, the month, the day of the week."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field

from dlcli.parts.facts import Feature
from dlcli.parts.part import problem
from dlcli.parts.transforms._transform import Transform, TransformProblem

if TYPE_CHECKING:
    import numpy as np

DatePart = Literal["days", "year", "month", "day", "weekday", "hour", "minute"]


def _each_once(parts: list[DatePart]) -> list[DatePart]:
    if not parts or len(set(parts)) < len(parts):
        raise problem("wrong-value", "", expected="a list of parts, each once", value=parts)
    return parts


class DateParts(Transform):
    """Parts of a date as numbers side by side, for columns of dates: 2024-02-29 or 2024-02-29 13:45.

    `days` counts them since 1970-01-01, `weekday` from 0 on Monday, `hour` and `minute` are 0 without a time of day.

    Example:
        type: date_parts
        parts: [year, month, weekday]
    """

    own: ClassVar[frozenset[str]] = frozenset({"parts"})

    parts: Annotated[list[DatePart], AfterValidator(_each_once)] = Field(default=["year", "month", "day", "weekday"])
    """Which parts, in this order."""

    def feature(self, given: Feature) -> Feature:
        if given.kind != "date":
            raise TransformProblem(f"{self.word} takes a column of dates", help="columns: {NAME: date} makes it one")
        return replace(given, shape=(len(self.parts),), text=False, value_range=None, vocabulary=None)

    def build_for(self, given: Feature, fitted: Mapping[str, np.ndarray]) -> Any:
        from dlcli.keras_objects.date_parts import DateParts as Built

        return Built(parts=list(self.parts))
