"""Cross-entropy for yes or no."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.fields import Rate
from dlcli.parts.losses._loss import LabelForm, OfClasses


class BinaryCrossentropy(OfClasses):
    """-(1 / n) Σ label · log p + (1 - label) · log (1 - p); p is the output, or its sigmoid with `from_logits`.

    With `label_smoothing` s a label is label · (1 - s) + s / 2.

    Shapes:
        (batch, n) of 0 and 1, (batch, n) → (batch,).

    Example:
        type: binary_crossentropy
    """

    takes: ClassVar[LabelForm] = "binary"

    from_logits: bool = False
    """Whether the output is any number, not yet a probability."""
    label_smoothing: Rate = 0.0
    """How far labels are moved towards 1/2."""
