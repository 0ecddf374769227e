"""Cross-entropy for classes that looks at what is still wrong."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.fields import NotNegative, Positive, Rate
from dlcli.parts.losses._loss import LabelForm, OfClasses


class CategoricalFocalCrossentropy(OfClasses):
    """-Σ alpha · (1 - p)^gamma · label · log p (Lin et al., 2017).

    p is the output divided by its sum, or its softmax with `from_logits`. With `label_smoothing` s a label is
    label · (1 - s) + s / classes.

    Shapes:
        (batch, classes) one-hot, (batch, classes) → (batch,).

    Example:
        type: categorical_focal_crossentropy
        gamma: 3.0
    """

    takes: ClassVar[LabelForm] = "one_hot"

    alpha: Positive = 0.25
    """A factor of the whole loss."""
    gamma: NotNegative = 2.0
    """How much less a prediction counts that is nearly right; 0: the plain cross-entropy."""
    from_logits: bool = False
    """Whether the output is scores, before sigmoid or softmax."""
    label_smoothing: Rate = 0.0
    """How far the labels are drawn towards even chances."""
