"""Tables: a feature for each column of numbers, and `table`, all of them side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dlcli.parts.facts import Feature

if TYPE_CHECKING:
    import numpy as np

TABLE = "table"


def table_features(columns: Sequence[str]) -> dict[str, Feature]:
    """The facts of a table with these columns."""
    return {**{name: Feature(shape=()) for name in columns}, TABLE: Feature(shape=(len(columns),))}


def table_arrays(columns: Sequence[str], values: np.ndarray) -> dict[str, np.ndarray]:
    """The features of a matrix (rows, columns); columns are views of it."""
    return {**{name: values[:, at] for at, name in enumerate(columns)}, TABLE: values}
