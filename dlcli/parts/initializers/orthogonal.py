"""The initializer `orthogonal`."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.fields import Number
from dlcli.parts.part import Part


class Orthogonal(Part):
    """gain · a random matrix whose rows, or columns, are orthogonal and of length 1 (Saxe et al., 2014).

    Axes before the last count as one; a bias, which has one axis, cannot have it.

    Example:
        type: orthogonal
        gain: 1.4
    """

    least_axes: ClassVar[int] = 2

    gain: Number = 1.0
    """A factor of all values."""
