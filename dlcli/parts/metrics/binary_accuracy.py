"""The share of right answers to yes or no."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.fields import Momentum
from dlcli.parts.metrics._metric import Metric


class BinaryAccuracy(Metric):
    """The share of outputs that are above the threshold where the label is 1 and not above it where it is 0.

    Example:
        type: binary_accuracy
        threshold: 0.3
    """

    takes: ClassVar[frozenset[str]] = frozenset({"binary"})

    threshold: Momentum = 0.5
    """From where on an output says yes."""
