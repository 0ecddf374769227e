"""The harmonic mean of precision and recall."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from dlcli.parts.fields import Real
from dlcli.parts.metrics._metric import Metric


class F1Score(Metric):
    """2 · precision · recall / (precision + recall), brought together over the classes by `average`.

    Yes is an output above `threshold`; where none is given the largest output, for yes or no one above 0.5.

    Example:
        type: f1_score
        average: macro
    """

    takes: ClassVar[frozenset[str]] = frozenset({"binary", "one_hot"})

    average: Literal["micro", "macro", "weighted"]
    """How the scores of several classes become one."""
    threshold: Annotated[float, Real(least=0, most=1, open_least=True)] | None = None
    """From where on an output says yes; without it the largest output does."""

    def build_for(self, form: str) -> Any:
        # Without a threshold Keras takes the largest output for a yes: with one output every answer would be yes.
        threshold = 0.5 if self.threshold is None and form == "binary" else self.threshold
        return self.build(name=self.label(), threshold=threshold)
