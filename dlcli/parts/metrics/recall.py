"""How many of the yeses are found."""

from __future__ import annotations

from typing import Any, ClassVar

from dlcli.parts.fields import Count, CountFromZero, Momentum
from dlcli.parts.metrics._metric import Metric


class Recall(Metric):
    """True yeses / all labels that say yes.

    Yes is an output above `thresholds` (where none is given 0.5, or 0 for the losses hinge and squared_hinge), with
    `top_k` one of the k largest. Several classes are counted together, or one alone with `class_id`.

    Example:
        type: recall
        thresholds: 0.5
    """

    takes: ClassVar[frozenset[str]] = frozenset({"binary", "one_hot"})

    thresholds: Momentum | None = None
    top_k: Count | None = None
    class_id: CountFromZero | None = None

    def build_for(self, form: str, *, boundary: float = 0.5) -> Any:
        by_loss = {"thresholds": boundary} if form == "binary" and self.thresholds is None and not self.top_k else {}
        return self.build(name=self.label(), **by_loss)
