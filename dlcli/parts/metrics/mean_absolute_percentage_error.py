"""The mean absolute difference in percent of the label."""

from __future__ import annotations

from typing import ClassVar, Literal

from dlcli.parts.metrics._metric import Metric


class MeanAbsolutePercentageError(Metric):
    """100 · mean |label - output| / |label|.

    Example:
        type: mean_absolute_percentage_error
    """

    better: ClassVar[Literal["more", "less"]] = "less"
