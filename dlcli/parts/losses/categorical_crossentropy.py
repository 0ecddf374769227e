"""Cross-entropy for classes, as one-hot labels."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.fields import Rate
from dlcli.parts.losses._loss import LabelForm, OfClasses


class CategoricalCrossentropy(OfClasses):
    """-Σ label · log p; p is the output divided by its sum, or its softmax with `from_logits`.

    With `label_smoothing` s a label is label · (1 - s) + s / classes.

    Shapes:
        (batch, classes) one-hot, (batch, classes) → (batch,).

    Example:
        type: categorical_crossentropy
    """

    takes: ClassVar[LabelForm] = "one_hot"

    from_logits: bool = False
    """Whether the outputs are any numbers, not yet probabilities."""
    label_smoothing: Rate = 0.0
    """How far labels are moved towards equal shares."""
