"""From arrays in memory to a loaded source: rows of the chosen classes, one column a feature."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from dlcli.parts.facts import Facts
from dlcli.parts.sources._columns import ArrayColumn
from dlcli.parts.sources._fingerprints import DataFile
from dlcli.parts.sources._source import Loaded

if TYPE_CHECKING:
    import numpy as np

    from dlcli.parts.sources._classes import Classified


class Rows(NamedTuple):
    """The rows that remain, training rows first, with the number of each one's class."""

    kept: np.ndarray
    labels: np.ndarray
    train: int
    """How many of them are training rows; the others are the source's own test split."""

    def sizes(self) -> dict[str, int]:
        """Examples by split."""
        tests = len(self.kept) - self.train
        return {"train": self.train, "test": tests} if tests else {"train": self.train}


def rows_of(
    source: Classified, numbers: np.ndarray, found: tuple[str, ...], names: tuple[str, ...], *, train: int | None = None
) -> Rows:
    """Keeps the rows of the classes `names`, and the first few training rows of each where the source says so.

    `numbers` are positions in `found`, one a row; the first `train` rows (all, if None) are training rows.
    """
    import numpy as np

    lookup = np.full(len(found), -1, np.int32)
    for number, name in enumerate(names):
        lookup[found.index(name)] = number
    return limited(source, lookup[numbers], train=train)


def limited(source: Classified, labels: np.ndarray, *, train: int | None = None) -> Rows:
    """Keeps the rows whose label is 0 or more, and the first few training rows of each class."""
    import numpy as np

    edge = len(labels) if train is None else train
    if source.limit_per_class is None:
        kept = np.flatnonzero(labels >= 0)
    else:
        # A stable sort puts each class's rows side by side in their order: the place in its class is a subtraction.
        order = np.argsort(labels[:edge], kind="stable")
        _, starts, counts = np.unique(labels[:edge][order], return_index=True, return_counts=True)
        place = np.empty(edge, np.int64)
        place[order] = np.arange(edge) - np.repeat(starts, counts)
        few = np.flatnonzero((labels[:edge] >= 0) & (place < source.limit_per_class))
        kept = np.concatenate([few, edge + np.flatnonzero(labels[edge:] >= 0)])
    return Rows(kept, labels[kept].astype(np.int32), int(np.searchsorted(kept, edge)))


def loaded_arrays(
    facts: Facts, features: Mapping[str, np.ndarray], labels: np.ndarray, *, train: int, fingerprint: str
) -> Loaded:
    """A source of arrays and one `label`; the first `train` rows are training rows."""
    return loaded_labels(facts, features, {"label": labels}, train=train, fingerprint=fingerprint)


def loaded_labels(
    facts: Facts,
    features: Mapping[str, np.ndarray],
    labels: Mapping[str, np.ndarray],
    *,
    train: int,
    fingerprint: str,
    files: tuple[DataFile, ...] = (),
    weights: np.ndarray | None = None,
    keys: Callable[[str], np.ndarray] | None = None,
) -> Loaded:
    """A source of arrays and at least one label; the first `train` rows are training rows."""
    rows = len(next(iter(labels.values())))
    return Loaded(
        facts=facts,
        features={name: ArrayColumn(values) for name, values in features.items()},
        labels={name: ArrayColumn(values) for name, values in labels.items()},
        splits=splits(rows, train),
        label_values=labels,
        fingerprint=fingerprint,
        files=files,
        weights=weights,
        keys=keys,
    )


def splits(rows: int, train: int) -> dict[str, np.ndarray]:
    """Row numbers by split."""
    import numpy as np

    own = {"train": np.arange(train, dtype=np.int64), "test": np.arange(train, rows, dtype=np.int64)}
    return own if train < rows else {"train": own["train"]}
