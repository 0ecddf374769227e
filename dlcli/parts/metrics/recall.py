"""How many of the yeses are found."""

from __future__ import annotations

from dlcli.parts.metrics._yeses import Yeses


class Recall(Yeses):
    """True yeses / all labels that say yes.

    Yes is an output above `thresholds` (where none is given 0.5, or 0 for the losses hinge and squared_hinge), with
    `top_k` one of the k largest. Several classes are counted together, or one alone with `class_id`.

    Example:
        type: recall
        thresholds: 0.5
    """
