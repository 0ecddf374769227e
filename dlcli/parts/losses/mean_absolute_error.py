"""The mean absolute difference."""

from __future__ import annotations

from dlcli.parts.losses._loss import Loss


class MeanAbsoluteError(Loss):
    """(1 / n) Σ |label - output|.

    Shapes:
        (batch, n), (batch, n) → (batch,).

    Example:
        type: mean_absolute_error
    """
