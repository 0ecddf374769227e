"""A fixed scale and offset."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from dlcli.parts.facts import Feature
from dlcli.parts.fields import Number
from dlcli.parts.transforms._transform import Transform, expect_numbers


class Rescaling(Transform):
    """y = x · scale + offset, of each number. `scale_to` takes scale and offset from the data's own range.

    Example:
        type: rescaling
        scale: 0.00392156862745098
    """

    invertible: ClassVar[bool] = True

    scale: Number
    """By what each number is multiplied."""
    offset: Number = 0.0
    """What is added then."""

    def feature(self, given: Feature) -> Feature:
        expect_numbers(self.word, given)
        if given.value_range is None:
            return given
        low, high = sorted(value * self.scale + self.offset for value in given.value_range)
        return replace(given, value_range=(low, high))
