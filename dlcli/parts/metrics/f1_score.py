"""The harmonic mean of precision and recall."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from dlcli.parts.fields import Real
from dlcli.parts.metrics._metric import Metric


class F1Score(Metric):
    """2 · precision · recall / (precision + recall), brought together over the classes by `average`.

    Yes is an output above `threshold`; where none is given the largest output, for yes or no one above 0.5,
    or above 0 where the loss is hinge or squared_hinge.

    Example:
        type: f1_score
        average: macro
    """

    takes: ClassVar[frozenset[str]] = frozenset({"binary", "one_hot"})

    average: Literal["micro", "macro", "weighted"]
    """How the scores of several classes become one."""
    threshold: Annotated[float, Real(least=0, most=1, open_least=True)] | None = None
    """From where on an output says yes; without it the largest output does."""

    def build_for(self, form: str, *, boundary: float = 0.5) -> Any:
        metric = self.build(name=self.label())
        # Without a threshold Keras takes the largest output for a yes: with one output every answer would be yes.
        # Its constructor refuses 0, which it computes with all the same.
        if self.threshold is None and form == "binary":
            metric.threshold = boundary
        return metric
