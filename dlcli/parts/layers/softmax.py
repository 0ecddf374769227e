"""Probabilities from scores."""

from __future__ import annotations

from dlcli.parts.layers._normalized import OverAxis


class Softmax(OverAxis):
    """eˣ / Σ eˣ over an axis: numbers above 0 that add up to 1.

    Shapes:
        (…, n) → (…, n).

    Example:
        type: softmax
    """
