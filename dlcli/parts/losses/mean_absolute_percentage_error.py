"""The mean difference in percent of the label."""

from __future__ import annotations

from dlcli.parts.losses._loss import Loss


class MeanAbsolutePercentageError(Loss):
    """(100 / n) Σ |label - output| / |label|: for labels that are far from 0.

    Shapes:
        (batch, n), (batch, n) → (batch,).

    Example:
        type: mean_absolute_percentage_error
    """
