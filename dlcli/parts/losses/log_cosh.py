"""Squared for small differences, absolute for large ones, without a bend."""

from __future__ import annotations

from dlcli.parts.losses._loss import Loss


class LogCosh(Loss):
    """(1 / n) Σ log cosh(output - label): about d² / 2 for small d, |d| - log 2 for large.

    Shapes:
        (batch, n), (batch, n) → (batch,).

    Example:
        type: log_cosh
    """
