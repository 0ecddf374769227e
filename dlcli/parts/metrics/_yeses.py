"""What precision and recall share: from where on an output says yes, and which classes are counted."""

from __future__ import annotations

from typing import Any, ClassVar

from dlcli.parts.fields import Count, CountFromZero, Momentum
from dlcli.parts.metrics._metric import Metric


class Yeses(Metric):
    """A share of the yeses."""

    takes: ClassVar[frozenset[str]] = frozenset({"binary", "one_hot"})

    thresholds: Momentum | None = None
    top_k: Count | None = None
    class_id: CountFromZero | None = None

    def build_for(self, form: str, *, boundary: float = 0.5) -> Any:
        by_loss = {"thresholds": boundary} if form == "binary" and self.thresholds is None and not self.top_k else {}
        return self.build(name=self.label(), **by_loss)
