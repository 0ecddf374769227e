"""Probabilities from scores."""

from __future__ import annotations

from dlcli.parts.layers._normalized import OverLastAxis


class Softmax(OverLastAxis):
    """eˣ / Σ eˣ over the last axis: numbers above 0 that add up to 1.

    Shapes:
        (…, n) → (…, n).

    Example:
        type: softmax
    """
