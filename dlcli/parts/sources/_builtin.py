"""Sources that come with the packages: what they hold is written here and compared with them by a test."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from dlcli.ground import digests
from dlcli.parts.facts import Facts, Feature
from dlcli.parts.sources._arrays import loaded_arrays, rows_of
from dlcli.parts.sources._classes import Classified, listing
from dlcli.parts.sources._source import Loaded
from dlcli.parts.sources._table import table_arrays, table_features

if TYPE_CHECKING:
    import numpy as np


class Content(NamedTuple):
    """A built-in source as it is read: features and class numbers of all rows, training rows first."""

    features: Mapping[str, np.ndarray]
    labels: np.ndarray
    train: int


class BuiltIn(Classified):
    """A source of classes that needs no file of the user's."""

    counts: ClassVar[Mapping[str, tuple[int, ...]]]
    """Examples of each class, in the order of `known_classes`, by split."""
    given: ClassVar[Mapping[str, Feature]]
    version: ClassVar[int] = 1
    """Raised whenever its content changes."""

    @abstractmethod
    def read(self) -> Content:
        """Everything in it."""

    def facts(self) -> Facts:
        found = self.known_classes or ()
        names = self.chosen(found, of=self.word)
        places = [found.index(name) for name in names]
        sizes = {
            split: sum(self.kept(counts[at]) if split == "train" else counts[at] for at in places)
            for split, counts in self.counts.items()
        }
        return Facts(self.given, {"label": self.label(names)}, sizes, f"{self.word}: {listing(names)}")

    def load(self) -> Loaded:
        found = self.known_classes or ()
        names = self.chosen(found, of=self.word)
        content = self.read()
        rows = rows_of(self, content.labels, found, names, train=content.train)
        return loaded_arrays(
            Facts(self.given, {"label": self.label(names)}, rows.sizes(), f"{self.word}: {listing(names)}"),
            {name: values[rows.kept] for name, values in content.features.items()},
            rows.labels,
            train=rows.train,
            fingerprint=digests.of_json([self.word, self.version]),
        )


class BuiltInTable(BuiltIn):
    """A table that scikit-learn brings."""

    columns: ClassVar[tuple[str, ...]]

    @classmethod
    def __pydantic_init_subclass__(cls, **options: object) -> None:
        super().__pydantic_init_subclass__(**options)
        cls.given = table_features(cls.columns)

    def read(self) -> Content:
        import numpy as np
        from sklearn import datasets

        bunch = getattr(datasets, f"load_{self.word}")()
        return Content(table_arrays(self.columns, bunch.data.astype(np.float64)), bunch.target, len(bunch.target))
