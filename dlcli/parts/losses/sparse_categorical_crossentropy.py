"""Cross-entropy for classes, as whole numbers."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.losses._loss import LabelForm, OfClasses


class SparseCategoricalCrossentropy(OfClasses):
    """-log p[label]; p is the output divided by its sum, or its softmax with `from_logits`.

    Shapes:
        (batch,) whole numbers, (batch, classes) → (batch,).

    Example:
        type: sparse_categorical_crossentropy
    """

    takes: ClassVar[LabelForm] = "index"
    in_between: ClassVar[bool] = False

    from_logits: bool = False
    """Whether the outputs are any numbers, not yet probabilities."""
