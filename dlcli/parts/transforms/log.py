"""The natural logarithm, for numbers over several orders of magnitude."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import log
from typing import TYPE_CHECKING, Any, ClassVar

from dlcli.parts.facts import Feature
from dlcli.parts.fields import Number
from dlcli.parts.transforms._transform import Transform, TransformProblem, expect_numbers

if TYPE_CHECKING:
    import numpy as np


class Log(Transform):
    """y = log(x + offset), the natural logarithm: for prices, counts, sizes.

    With an offset of 1 a count may be 0. A number that is not above -offset has no logarithm: the data is refused.

    Example:
        type: log
        offset: 1.0
    """

    invertible: ClassVar[bool] = True

    offset: Number = 0.0
    """What is added first."""

    def feature(self, given: Feature) -> Feature:
        expect_numbers(self.word, given)
        if given.value_range is None:
            return given
        low, high = (value + self.offset for value in given.value_range)
        if low <= 0:
            message = f"the source says that values begin at {given.value_range[0]:g}, which has no logarithm"
            raise TransformProblem(message, label="add an offset" if not self.offset else "write a larger offset")
        return replace(given, value_range=(log(low), log(high)))

    def build_for(self, given: Feature, fitted: Mapping[str, np.ndarray]) -> Any:
        from dlcli.keras_objects.log import Log as Built

        return Built(offset=self.offset)
