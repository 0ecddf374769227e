"""The initializer `constant`."""

from __future__ import annotations

from dlcli.parts.fields import Number
from dlcli.parts.part import Part


class Constant(Part):
    """All the same value.

    Example:
        type: constant
        value: 0.1
    """

    value: Number = 0.0
    """The value."""
