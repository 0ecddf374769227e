"""The mean squared difference."""

from __future__ import annotations

from dlcli.parts.losses._loss import Loss


class MeanSquaredError(Loss):
    """(1 / n) Σ (label - output)².

    Shapes:
        (batch, n), (batch, n) → (batch,).

    Example:
        type: mean_squared_error
    """
