"""The mean absolute difference."""

from __future__ import annotations

from typing import ClassVar, Literal

from dlcli.parts.metrics._metric import Metric


class MeanAbsoluteError(Metric):
    """mean |label - output|.

    Example:
        type: mean_absolute_error
    """

    takes: ClassVar[frozenset[str]] = frozenset({"binary", "number", "one_hot"})
    better: ClassVar[Literal["more", "less"]] = "less"
