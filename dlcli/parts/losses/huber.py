"""Squared for small differences, absolute for large ones."""

from __future__ import annotations

from dlcli.parts.fields import Positive
from dlcli.parts.losses._loss import Loss


class Huber(Loss):
    """The mean of d² / 2 where |d| ≤ delta, else delta · |d| - delta² / 2, with d = label - output (Huber, 1964).

    Shapes:
        (batch, n), (batch, n) → (batch,).

    Example:
        type: huber
        delta: 0.5
    """

    delta: Positive = 1.0
    """Where squares end and absolute differences begin."""
