"""Cross-entropy for yes or no."""

from __future__ import annotations

from typing import ClassVar, Literal

from dlcli.parts.metrics._metric import Metric


class BinaryCrossentropy(Metric):
    """-mean (label · log p + (1 - label) · log (1 - p)).

    Example:
        type: binary_crossentropy
    """

    takes: ClassVar[frozenset[str]] = frozenset({"binary"})
    better: ClassVar[Literal["more", "less"]] = "less"
