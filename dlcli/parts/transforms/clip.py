"""Numbers that are held within bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from dlcli.parts.facts import Feature
from dlcli.parts.fields import Ends
from dlcli.parts.transforms._transform import Transform, expect_numbers

if TYPE_CHECKING:
    import numpy as np


class Clip(Transform):
    """What is below `range` becomes its lower end, what is above it its upper one: against outliers.

    Example:
        type: clip
        range: [0, 100]
    """

    own: ClassVar[frozenset[str]] = frozenset({"range"})

    range: Annotated[tuple[float, float], Ends()]
    """The least and the most that is left."""

    def feature(self, given: Feature) -> Feature:
        expect_numbers(self.word, given)
        low, high = given.value_range or self.range
        return replace(given, value_range=(max(low, self.range[0]), min(high, self.range[1])))

    def build_for(self, given: Feature, fitted: Mapping[str, np.ndarray]) -> Any:
        from dlcli.keras_objects.clip import Clip as Built

        low, high = self.range
        return Built(low=low, high=high)
