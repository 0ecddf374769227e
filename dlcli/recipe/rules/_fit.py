"""Which losses can be computed from which kinds of labels."""

from __future__ import annotations

from dlcli.parts.facts import Label
from dlcli.parts.losses._loss import Loss

_KINDS = {
    "index": ("classes",),
    "one_hot": ("classes",),
    "binary": ("binary", "classes", "multi_label"),
    "number": ("number", "binary", "multi_label"),
}


def fits(loss: Loss, label: Label | None) -> bool:
    """Whether a loss can be computed from a label, as far as is known."""
    if label is None or label.kind is None:
        return True
    two = loss.takes != "binary" or label.kind != "classes" or label.classes in (None, 2)
    return label.kind in _KINDS[loss.takes] and two
