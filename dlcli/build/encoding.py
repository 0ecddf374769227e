"""Labels in the form that a loss takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlcli.parts.losses._loss import LabelForm

if TYPE_CHECKING:
    import numpy as np


def encoded(values: np.ndarray, form: LabelForm, classes: int | None) -> np.ndarray:
    """Labels in the form that a loss takes, numbers in the type of the weights."""
    import keras
    import numpy as np

    if form == "index":
        return values.astype(np.int32)
    if form == "one_hot":
        return np.eye(classes or int(values.max()) + 1, dtype=keras.config.floatx())[values.astype(np.int64)]
    numbers = values.astype(keras.config.floatx())
    return numbers.reshape(len(numbers), -1) if numbers.ndim < 2 else numbers
