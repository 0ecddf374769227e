"""How many of the yeses are right."""

from __future__ import annotations

from dlcli.parts.metrics._yeses import Yeses


class Precision(Yeses):
    """True yeses / all outputs that say yes.

    Yes is an output above `thresholds` (where none is given 0.5, or 0 for the losses hinge and squared_hinge), with
    `top_k` one of the k largest. Several classes are counted together, or one alone with `class_id`.

    Example:
        type: precision
        thresholds: 0.5
    """
