"""How often the right class is among the first k, for one-hot labels."""

from __future__ import annotations

from typing import Any, ClassVar

from dlcli.parts.fields import Count
from dlcli.parts.metrics._metric import Metric


class TopKCategoricalAccuracy(Metric):
    """The share of examples whose class is among the k largest outputs.

    Example:
        type: top_k_categorical_accuracy
        k: 3
    """

    takes: ClassVar[frozenset[str]] = frozenset({"one_hot"})

    k: Count = 5
    """Among how many of the largest outputs the label may be."""

    def build(self, **more: Any) -> Any:
        from dlcli.keras_objects.top_k import TopK

        return TopK(**{**self.arguments(), **more})
