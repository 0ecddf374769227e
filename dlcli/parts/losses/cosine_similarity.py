"""The angle between label and output."""

from __future__ import annotations

from dlcli.parts.losses._loss import Loss


class CosineSimilarity(Loss):
    """-Σ label · output / (|label| · |output|): -1 where both point the same way, 1 where they are opposite.

    Shapes:
        (batch, n), (batch, n) → (batch,).

    Example:
        type: cosine_similarity
    """
