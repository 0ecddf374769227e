"""Cross-entropy for classes, as one-hot labels."""

from __future__ import annotations

from typing import ClassVar, Literal

from dlcli.parts.metrics._metric import Metric


class CategoricalCrossentropy(Metric):
    """-mean log p of the right class.

    Example:
        type: categorical_crossentropy
    """

    takes: ClassVar[frozenset[str]] = frozenset({"one_hot"})
    better: ClassVar[Literal["more", "less"]] = "less"
