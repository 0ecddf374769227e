"""The root of the mean squared difference."""

from __future__ import annotations

from typing import ClassVar, Literal

from dlcli.parts.metrics._metric import Metric


class RootMeanSquaredError(Metric):
    """√ mean (label - output)².

    Example:
        type: root_mean_squared_error
    """

    takes: ClassVar[frozenset[str]] = frozenset({"binary", "number", "one_hot"})
    better: ClassVar[Literal["more", "less"]] = "less"
