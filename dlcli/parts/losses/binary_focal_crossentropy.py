"""Cross-entropy for yes or no that looks at what is still wrong."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.fields import NotNegative, Rate
from dlcli.parts.losses._loss import LabelForm, OfClasses


class BinaryFocalCrossentropy(OfClasses):
    """-(1 / n) Σ (1 - q)^gamma · log q, with q = p for a yes and 1 - p for a no (Lin et al., 2017).

    p is the output, or its sigmoid with `from_logits`. `apply_class_balancing` multiplies a yes by `alpha`, a no by
    1 - alpha. With `label_smoothing` s a label y is label · (1 - s) + s / 2, and each number is
    -(1 - q)^gamma · (y · log p + (1 - y) · log(1 - p)) with q = y · p + (1 - y) · (1 - p).

    Shapes:
        (batch, n) of 0 and 1, (batch, n) → (batch,).

    Example:
        type: binary_focal_crossentropy
        apply_class_balancing: true
    """

    takes: ClassVar[LabelForm] = "binary"

    apply_class_balancing: bool = False
    """Whether alpha is used."""
    alpha: Rate = 0.25
    """The weight of a yes; a no has 1 - alpha."""
    gamma: NotNegative = 2.0
    """How much less a prediction counts that is nearly right; 0: the plain cross-entropy."""
    from_logits: bool = False
    """Whether the output is scores, before sigmoid or softmax."""
    label_smoothing: Rate = 0.0
    """How far the labels are drawn towards even chances."""
