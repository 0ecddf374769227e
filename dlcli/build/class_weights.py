"""How much the examples of each class count in training."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlcli.parts.losses._loss import OfClasses

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dlcli.build.opened import Opened

ClassWeights = tuple[float, ...]
"""A factor for each class, in the order of their numbers."""


def class_weights(opened: Opened) -> dict[str, ClassWeights]:
    """By label, where a recipe's loss weighs its classes."""
    losses = {head.label: head.loss for head in opened.checked.heads}
    return {
        label: _of_label(opened, label, loss.class_weight)
        for label, loss in losses.items()
        if isinstance(loss, OfClasses) and loss.class_weight is not None
    }


def _of_label(opened: Opened, label: str, asked: str | Mapping[str, float]) -> ClassWeights:
    import numpy as np

    names = opened.loaded.facts.labels[label].class_names()
    assert names is not None
    if not isinstance(asked, str):
        return tuple(asked.get(name, 1.0) for name in names)
    rows = opened.loaded.label_values[label][opened.rows["train"]].astype(np.int64).ravel()
    counts = np.bincount(rows, minlength=len(names))
    # A class without a training example weighs nothing that is ever counted.
    return tuple(len(rows) / (len(names) * max(int(count), 1)) for count in counts)
