"""Whether the numbers that enter a network are numbers: looked at once, before the first step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dlcli.build.pipeline import Pipeline
from dlcli.build.precision import rounded_features
from dlcli.ground.errors import DataError
from dlcli.parts.sources._columns import ArrayColumn
from dlcli.parts.sources._source import Loaded
from dlcli.recipe.check import Checked
from dlcli.recipe.memory import WEIGHT_TYPES
from dlcli.recipe.model import Recipe

if TYPE_CHECKING:
    import numpy as np

ROWS_AT_ONCE = 65_536


def refuse_overflow(loaded: Loaded, recipe: Recipe) -> None:
    """Refuses numbers in float64 that the type of the weights cannot hold; a source has refused what is not finite.

    Raises:
        DataError: with the array and the row.
    """
    import numpy as np

    kept = np.dtype(WEIGHT_TYPES[recipe.training.precision])
    for name, values in _arrays(loaded):
        if values.dtype.kind != "f" or values.dtype.itemsize <= kept.itemsize:
            continue
        for start in range(0, len(values), ROWS_AT_ONCE):
            piece = values[start : start + ROWS_AT_ONCE]
            bad = np.abs(piece) > np.finfo(kept).max
            if bad.any():
                row = start + int(np.argwhere(bad)[0][0])
                message = f"row {row} of {name} has {piece[bad][0]:g}, too large for {kept.name}"
                advice = "rescale the data, or write training.precision: float64"
                raise DataError(message, where="data.source", help=advice)


def _arrays(loaded: Loaded) -> Iterator[tuple[str, np.ndarray]]:
    for name, column in loaded.features.items():
        if isinstance(column, ArrayColumn):
            yield name, column.values
    yield from loaded.label_values.items()


def refuse_first_batch(pipeline: Pipeline, checked: Checked) -> None:
    """Refuses what transforms made infinite or not a number, and what float16 cannot hold, in the first batch.

    Raises:
        DataError: with the row.
    """
    import numpy as np

    halved = rounded_features(checked) if checked.recipe.training.precision == "mixed_float16" else frozenset()
    if not pipeline.front and not halved:
        return
    batch, _ = next(iter(pipeline.in_order("train")))
    for name in pipeline.features:
        array = (batch[name] if isinstance(batch, dict) else batch).numpy()
        bad = ~np.isfinite(array)
        if name in halved:
            bad |= np.abs(array) > np.finfo(np.float16).max
        if bad.any():
            raise _wrong(name, int(pipeline.splits["train"][np.argwhere(bad)[0][0]]), float(array[bad][0]))


def _wrong(name: str, row: int, value: float) -> DataError:
    import numpy as np

    if np.isfinite(value):
        advice = "scale it in data.transforms, or write training.precision: mixed_bfloat16"
        return DataError(f"row {row} of {name} has {value:g}, too large for float16", where="data", help=advice)
    message = f"the transforms make {value:g} of row {row} of {name}"
    return DataError(message, where="data.transforms", help="look at the row and at the transforms' arguments")
