"""What is asked of the weights of examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlcli.ground.errors import DataError

if TYPE_CHECKING:
    import numpy as np


def refuse_wrong_weights(weights: np.ndarray, *, name: str, path: str) -> None:
    """Refuses weights with which a loss would be made large, or which are all 0.

    Raises:
        DataError: with the first row at fault, counted from 1 without the header.
    """
    import numpy as np

    below = np.flatnonzero(weights < 0)
    if len(below):
        message = f"the weight '{name}' is {weights[below[0]]:g} in row {below[0] + 1} of '{path}'"
        raise DataError(message, where="data.source.sample_weight", help="a weight is 0 or more")
    if not weights.any():
        message = f"every weight '{name}' of '{path}' is 0: no example counts"
        raise DataError(message, where="data.source.sample_weight", help="give another column, or leave it out")
