"""The initializer `truncated_normal`."""

from __future__ import annotations

from dlcli.parts.fields import NotNegative, Number
from dlcli.parts.part import Part


class TruncatedNormal(Part):
    """Normal with a mean and a standard deviation, drawn again beyond two deviations.

    Example:
        type: truncated_normal
        stddev: 0.01
    """

    mean: Number = 0.0
    """The mean."""
    stddev: NotNegative = 0.05
    """The standard deviation, before what lies more than two of them away is drawn again."""
