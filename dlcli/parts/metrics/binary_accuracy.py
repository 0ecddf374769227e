"""The share of right answers to yes or no."""

from __future__ import annotations

from typing import Any, ClassVar

from dlcli.parts.fields import Momentum
from dlcli.parts.metrics._metric import Metric


class BinaryAccuracy(Metric):
    """The share of outputs that are above the threshold where the label is 1 and not above it where it is 0.

    Example:
        type: binary_accuracy
        threshold: 0.3
    """

    takes: ClassVar[frozenset[str]] = frozenset({"binary"})

    threshold: Momentum | None = None
    """From where on an output says yes; without it 0.5, or 0 where the loss is hinge or squared_hinge."""

    def build_for(self, form: str, *, boundary: float = 0.5) -> Any:
        return self.build(name=self.label(), threshold=boundary if self.threshold is None else self.threshold)
