"""The margin loss of a support vector machine."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.losses._loss import LabelForm, OfClasses


class Hinge(OfClasses):
    """(1 / n) Σ max(0, 1 - y · output), with y = 1 for yes and -1 for no (Cortes and Vapnik, 1995).

    The output is a score without sigmoid; above 0 means yes.

    Shapes:
        (batch, n) of 0 and 1, (batch, n) → (batch,).

    Example:
        type: hinge
    """

    takes: ClassVar[LabelForm] = "binary"
    in_between: ClassVar[bool] = False
    boundary: ClassVar[float] = 0.0
