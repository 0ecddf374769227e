"""The mean squared difference of logarithms."""

from __future__ import annotations

from dlcli.parts.losses._loss import Loss


class MeanSquaredLogarithmicError(Loss):
    """(1 / n) Σ (log(1 + label) - log(1 + output))²: for labels above 0 of very different size.

    Outputs below 0 count as 0.

    Shapes:
        (batch, n), (batch, n) → (batch,).

    Example:
        type: mean_squared_logarithmic_error
    """
