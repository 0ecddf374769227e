"""What is known of data before it is read: features, labels, sizes. A fact is certain or unknown, never guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Dimension = int | None
"""A size; None where it is unknown."""

Shape = tuple[Dimension, ...] | None
"""Sizes without the batch; None where not even their number is known."""


class Unknown:
    """Stands for a fact of data that is not here."""

    def __repr__(self) -> str:
        return "unknown"


UNKNOWN = Unknown()

LabelKind = Literal["classes", "binary", "number", "multi_label"]
ColumnKind = Literal["number", "category", "text", "date"]
TABLE = "table"
"""The feature that is all columns of a table side by side."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One input of a network: its shape without the batch, and the range of its values where the source states it."""

    shape: Shape
    value_range: tuple[float, float] | None = None
    text: bool = False
    image: bool = False
    vocabulary: int | None = None
    """How many numbers stand for the words of a text, where that is known."""
    kind: ColumnKind | None = None
    """Of a table's column, where it is known."""
    missing: str = ""
    """Where the first number is missing, if one is."""
    columns: tuple[str, ...] = ()
    """Of a table: its columns of numbers, which stand side by side."""
    beside: tuple[str, ...] = ()
    """Of a table: the columns behind them, of which their own transforms make numbers."""


@dataclass(frozen=True, slots=True)
class Label:
    """What is to be predicted: `classes` counts from 0, `binary` is 0 or 1, `number` any real value.

    `multi_label` is a 0 or 1 for each class, as an example may have any number of them.
    """

    kind: LabelKind | None
    classes: int | None = None
    names: tuple[str, ...] | None = None
    shape: Shape = ()

    def class_names(self) -> tuple[str, ...] | None:
        """The names of its classes in the order of their numbers, or these; None where they are not known."""
        if self.names is not None:
            return self.names
        number = 2 if self.kind == "binary" else self.classes
        return None if number is None else tuple(map(str, range(number)))


@dataclass(frozen=True, slots=True)
class Facts:
    """What a source, or the pipeline behind it, gives."""

    features: Mapping[str, Feature] = field(default_factory=dict)
    labels: Mapping[str, Label] = field(default_factory=dict)
    sizes: Mapping[str, int | None] = field(default_factory=dict)
    """Examples by split: `train`, and `test` where the source brings one."""
    origin: str = ""
    """Where the facts come from, in words: `animals: cat, dog`."""

    def only_feature(self) -> str | None:
        """The feature that a first layer takes when it does not say which: the only one, or `table`."""
        if len(self.features) == 1:
            return next(iter(self.features))
        return TABLE if TABLE in self.features else None

    def only_label(self) -> str | None:
        """The label, where there is one."""
        return next(iter(self.labels)) if len(self.labels) == 1 else None
