"""Which rows train, validate and test: disjoint by construction, the same for the same seed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dlcli.ground.errors import DataError
from dlcli.parts.sources._source import Loaded
from dlcli.recipe.model import Split

if TYPE_CHECKING:
    import numpy as np


def split_rows(loaded: Loaded, split: Split, *, seed: int) -> Mapping[str, np.ndarray]:
    """Row numbers by split: `train`, and `validation` and `test` where there is one.

    A fraction is one of all examples, or of the training part where the source brings a test split.

    Raises:
        DataError: a split would be left without an example.
    """
    import numpy as np

    rest = np.asarray(loaded.splits["train"])
    found = {name: np.asarray(rows) for name, rows in loaded.splits.items() if name != "train"}
    if split.test is not None and "test" in found:
        message = "the source brings a test split of its own, and data.split.test asks for another"
        raise DataError(message, where="data.split", help="take `test` out of data.split")
    strata = next(iter(loaded.label_values.values())) if split.stratify and loaded.label_values else None
    generator = np.random.default_rng([seed, 0x5917])
    total = len(rest)
    for name, fraction in (("test", split.test), ("validation", split.validation)):
        if fraction is None:
            continue
        chosen = _drawn(rest, fraction * total, strata, generator)
        found[name], rest = chosen, np.setdiff1d(rest, chosen)
    found["train"] = rest
    for name, rows in found.items():
        if len(rows) == 0:
            message = f"the {name} split has no example ({total} in all)"
            raise DataError(message, where="data.split", help="change the fractions, or bring more data")
    return found


def _drawn(rows: np.ndarray, wanted: float, strata: np.ndarray | None, generator: np.random.Generator) -> np.ndarray:
    """About `wanted` of the rows, in the order of the data; by class in equal shares where there are strata."""
    import numpy as np

    if strata is None:
        return np.sort(generator.permutation(rows)[: round(wanted)])
    share = wanted / len(rows)
    values = strata[rows]
    parts = [generator.permutation(rows[values == value]) for value in np.unique(values)]
    return np.sort(np.concatenate([part[: round(share * len(part))] for part in parts]))
