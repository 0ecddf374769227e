"""Logarithms of probabilities from scores."""

from __future__ import annotations

from dlcli.parts.layers._normalized import OverAxis


class LogSoftmax(OverAxis):
    """x - log Σ eˣ over an axis.

    Shapes:
        (…, n) → (…, n).

    Example:
        type: log_softmax
    """
