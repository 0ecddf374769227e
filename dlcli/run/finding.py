"""Something odd in data, and what all that look for it share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from dlcli.build.opened import Opened
from dlcli.parts.sources._source import Column

if TYPE_CHECKING:
    import numpy as np

MOST_LOOKED_AT = 50_000
"""Examples of a split; a note says where there are more."""
_AT_ONCE, _SHOWN = 1024, 5

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True)
class Finding:
    """Something that a person should know before training; an error would stop it."""

    severity: Severity
    message: str
    help: str = ""


def taken_columns(opened: Opened) -> Iterator[tuple[str, Column]]:
    """The features that the networks take, those of a table one by one, before their transforms."""
    columns, features = opened.columns(), opened.checked.facts.features
    for name in opened.checked.taken():
        if features[name].columns or not features[name].beside:
            yield name, columns[name]
        yield from ((part, columns[part]) for part in features[name].beside)


def first_rows(opened: Opened, split: str = "train", most: int = MOST_LOOKED_AT) -> np.ndarray:
    return opened.rows[split][:most]


def values_of(column: Column, rows: np.ndarray) -> Iterator[np.ndarray]:
    """The raw values of rows, some at a time."""
    import tensorflow as tf

    for start in range(0, len(rows), _AT_ONCE if column.batched else 1):
        chosen = rows[start : start + _AT_ONCE] if column.batched else rows[start]
        yield column.fetch(tf.constant(chosen, tf.int64)).numpy()


def listed(names: Sequence[object]) -> str:
    shown = ", ".join(map(str, names[:_SHOWN]))
    return f"{shown} and {len(names) - _SHOWN} more" if len(names) > _SHOWN else shown
