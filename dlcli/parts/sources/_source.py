"""What every source has: facts before it is read, and its examples once it is."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol

from dlcli.parts.facts import Facts
from dlcli.parts.part import Part
from dlcli.parts.sources._fingerprints import DataFile

if TYPE_CHECKING:
    import numpy as np


class Column(Protocol):
    """One feature or label of every example, with random access."""

    @property
    def batched(self) -> bool:
        """Whether `fetch` takes many row numbers at once; else one, as the sizes of examples may differ."""

    def __len__(self) -> int: ...

    def fetch(self, rows: Any) -> Any:
        """The values of these rows, in a TensorFlow graph."""

    def unreadable(self) -> str | None:
        """The first file that cannot be read, where the values are in files."""


class Times(NamedTuple):
    """When what each example predicts happens, in steps of its own series; one number an example."""

    series: np.ndarray
    """The number of the series."""
    first: np.ndarray
    last: np.ndarray


@dataclass(frozen=True)
class Loaded:
    """A source that has been opened: its facts are certain now."""

    facts: Facts
    features: Mapping[str, Column]
    labels: Mapping[str, Column]
    splits: Mapping[str, np.ndarray]
    """Row numbers by split: `train`, and `test` where the source brings one."""
    label_values: Mapping[str, np.ndarray]
    """The labels as numbers, one a row: for stratified splits and per-class tables."""
    fingerprint: str
    """A digest that changes when the data does."""
    files: tuple[DataFile, ...] = ()
    """What was read; nothing where the data comes with a package."""
    weights: np.ndarray | None = None
    """By how much each example counts in the loss, one number a row; None: all alike."""
    times: Times | None = None
    """Where examples are windows of series."""
    keys: Callable[[str], np.ndarray] | None = None
    """The values of a column as text, one a row, where rows have columns."""
    concluded: Mapping[str, Any] = field(default_factory=dict)
    """Fields of the source that it leaves to its data, as they would have been written."""
    notes: tuple[str, ...] = ()
    """What a person should know: what was left out, what is kept where."""


class Source(Part):
    """Where examples come from."""

    in_time: ClassVar[bool] = False
    """Whether examples are windows of series, which overlap: held back is what comes last."""
    has_columns: ClassVar[bool] = False
    """Whether its rows have columns, by whose values they can be split."""

    @abstractmethod
    def facts(self) -> Facts:
        """What headers, folder names and first rows tell, with the standard library alone.

        Raises:
            DataError: the data is missing or unreadable.
        """

    @abstractmethod
    def load(self) -> Loaded:
        """Opens the data.

        Raises:
            DataError: the data is missing, unreadable or wrong, with a file and a row.
        """
