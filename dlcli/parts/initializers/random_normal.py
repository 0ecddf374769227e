"""The initializer `random_normal`."""

from __future__ import annotations

from dlcli.parts.fields import NotNegative, Number
from dlcli.parts.part import Part


class RandomNormal(Part):
    """Normal with a mean and a standard deviation.

    Example:
        type: random_normal
        stddev: 0.01
    """

    mean: Number = 0.0
    """The mean."""
    stddev: NotNegative = 0.05
    """The standard deviation."""
