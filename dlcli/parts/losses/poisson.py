"""The loss of counts."""

from __future__ import annotations

from dlcli.parts.losses._loss import Loss


class Poisson(Loss):
    """(1 / n) Σ output - label · log(output): for counts.

    The output is the expected number, which has to be above 0 (`activation: exponential`).

    Shapes:
        (batch, n), (batch, n) → (batch,).

    Example:
        type: poisson
    """
