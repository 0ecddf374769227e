"""Logarithms of probabilities from scores."""

from __future__ import annotations

from dlcli.parts.layers._normalized import OverLastAxis


class LogSoftmax(OverLastAxis):
    """x - log Σ eˣ over the last axis.

    Shapes:
        (…, n) → (…, n).

    Example:
        type: log_softmax
    """
