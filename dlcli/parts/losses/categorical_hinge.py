"""The margin loss for classes, as one-hot labels."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.losses._loss import LabelForm, OfClasses


class CategoricalHinge(OfClasses):
    """max(0, 1 + the largest score of a wrong class - the score of the right one); a wrong score below 0 counts as 0.

    Shapes:
        (batch, classes) one-hot, (batch, classes) → (batch,).

    Example:
        type: categorical_hinge
    """

    takes: ClassVar[LabelForm] = "one_hot"
    in_between: ClassVar[bool] = False
