"""The loss of sequences whose places in the input nobody has marked: connectionist temporal classification."""

from __future__ import annotations

from typing import Any, ClassVar

from dlcli.parts.losses._loss import LabelForm, Loss


class Ctc(Loss):
    """-log p(label | outputs): the probabilities of all ways to say it, added up (Graves et al., 2006).

    The network gives scores for each class at each of its steps; class 0 is the blank. A way is a class for each step;
    it says a label where equal classes side by side are said once and blanks are left out. A label is a list of
    classes from 1 on, 0 fills short ones up; its steps are at least its classes, one more between two that are equal.
    An example that has too few steps has an infinite loss.

    Shapes:
        (batch, places) whole numbers, (batch, steps, classes) → (batch,).

    Example:
        type: ctc
    """

    takes: ClassVar[LabelForm] = "index"
    in_between: ClassVar[bool] = False
    sequences: ClassVar[bool] = True

    def build(self, **more: Any) -> Any:
        """Ours: Keras's computes in float32, whatever the precision."""
        from dlcli.keras_objects.ctc import Ctc as Built

        return Built(reduction=None)
