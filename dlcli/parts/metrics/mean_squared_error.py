"""The mean squared difference."""

from __future__ import annotations

from typing import ClassVar, Literal

from dlcli.parts.metrics._metric import Metric


class MeanSquaredError(Metric):
    """mean (label - output)².

    Example:
        type: mean_squared_error
    """

    takes: ClassVar[frozenset[str]] = frozenset({"binary", "number", "one_hot"})
    better: ClassVar[Literal["more", "less"]] = "less"
