"""Numbers brought from the range that the source states into another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from dlcli.parts.facts import Feature
from dlcli.parts.fields import Ends
from dlcli.parts.part import keras_class
from dlcli.parts.transforms._transform import Transform, TransformProblem, expect_numbers

if TYPE_CHECKING:
    import numpy as np


class ScaleTo(Transform):
    """y = low + (x - a) · (high - low) / (b - a), where the source says that its values lie between a and b.

    Example:
        type: scale_to
        range: [0, 1]
    """

    invertible: ClassVar[bool] = True
    own: ClassVar[frozenset[str]] = frozenset({"range"})

    range: Annotated[tuple[float, float], Ends()]
    """The lowest and the highest number of the result."""

    def feature(self, given: Feature) -> Feature:
        self._scale_and_offset(given)
        return replace(given, value_range=self.range)

    def build_for(self, given: Feature, fitted: Mapping[str, np.ndarray]) -> Any:
        scale, offset = self._scale_and_offset(given)
        return keras_class("layers", "rescaling")(scale=scale, offset=offset)

    def _scale_and_offset(self, given: Feature) -> tuple[float, float]:
        expect_numbers(self.word, given)
        if given.value_range is None:
            raise TransformProblem(
                "scale_to needs the range of its input, the source does not state one",
                help="write {type: rescaling, scale: …}, or {type: normalization}, which learns from the data",
            )
        low, high = given.value_range
        if low >= high:
            raise TransformProblem(
                f"scale_to cannot stretch a range that begins and ends at {low:g}", help="take it out"
            )
        scale = (self.range[1] - self.range[0]) / (high - low)
        return scale, self.range[0] - low * scale
