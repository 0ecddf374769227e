"""Tables: a feature for each column, and `table`, all columns of numbers side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from dlcli.parts.facts import TABLE, ColumnKind, Feature

if TYPE_CHECKING:
    import numpy as np


def table_features(columns: Sequence[str]) -> dict[str, Feature]:
    """The facts of a table of numbers with these columns."""
    return typed_features(dict.fromkeys(columns, "number"), {})


def typed_features(kinds: Mapping[str, ColumnKind], missing: Mapping[str, str]) -> dict[str, Feature]:
    """The facts of a table; `missing` says where the first number of a column is missing."""
    found = {
        name: Feature((), text=kind != "number", kind=kind, missing=missing.get(name, ""))
        for name, kind in kinds.items()
    }
    numbers = tuple(name for name, kind in kinds.items() if kind == "number")
    if numbers or any(kind in ("category", "date") for kind in kinds.values()):
        found[TABLE] = Feature((len(numbers),), columns=numbers, missing=next(iter(missing.values()), ""))
    return found


def untyped_features(names: Iterable[str]) -> dict[str, Feature]:
    """The features of a table whose columns nobody has looked at."""
    return {name: Feature(None) for name in (*names, TABLE)}


def table_arrays(columns: Sequence[str], values: np.ndarray) -> dict[str, np.ndarray]:
    """The features of a matrix (rows, columns); columns are views of it."""
    return {**{name: values[:, at] for at, name in enumerate(columns)}, TABLE: values}
