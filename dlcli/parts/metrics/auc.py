"""The area under a curve over all thresholds."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from dlcli.parts.fields import Whole
from dlcli.parts.metrics._metric import Metric


class Auc(Metric):
    """The area under the ROC curve (true over false yeses) or the PR curve (precision over recall).

    The curve is drawn through `num_thresholds` points. Several classes are counted together.

    Example:
        type: auc
        curve: PR
    """

    takes: ClassVar[frozenset[str]] = frozenset({"binary", "one_hot"})

    num_thresholds: Annotated[int, Whole(least=2)] = 200
    """Through how many points the curve is drawn."""
    curve: Literal["ROC", "PR"] = "ROC"
    """ROC: true over false yeses; PR: precision over recall."""
    summation_method: Literal["interpolation", "minoring", "majoring"] = "interpolation"
    """How the area between two points is counted."""
