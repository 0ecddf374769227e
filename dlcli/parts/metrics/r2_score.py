"""The share of the variance that is explained."""

from __future__ import annotations

from typing import Literal

from dlcli.parts.metrics._metric import Metric


class R2Score(Metric):
    """1 - Σ (label - output)² / Σ (label - mean label)²; several numbers are brought together by `class_aggregation`.

    Example:
        type: r2_score
        class_aggregation: variance_weighted_average
    """

    class_aggregation: Literal["uniform_average", "variance_weighted_average"] = "uniform_average"
    """How the outputs' scores become one."""
