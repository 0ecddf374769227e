"""The initializer `identity`."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.fields import Number
from dlcli.parts.part import Part


class Identity(Part):
    """gain on the diagonal of a matrix, 0 elsewhere: the layer begins by passing on its input (Le et al., 2015).

    Example:
        type: identity
        gain: 0.5
    """

    least_axes: ClassVar[int] = 2
    most_axes: ClassVar[int] = 2

    gain: Number = 1.0
    """A factor of all values."""
