"""Cross-entropy for classes."""

from __future__ import annotations

from typing import ClassVar, Literal

from dlcli.parts.metrics._metric import Metric


class SparseCategoricalCrossentropy(Metric):
    """-mean log p of the right class.

    Example:
        type: sparse_categorical_crossentropy
    """

    takes: ClassVar[frozenset[str]] = frozenset({"index"})
    better: ClassVar[Literal["more", "less"]] = "less"
