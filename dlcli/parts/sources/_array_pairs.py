"""Arrays of features and labels, wherever they are: what headers tell, which rows remain, what becomes a class."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from dlcli.ground.errors import DataError
from dlcli.parts.facts import Facts, Feature, Label
from dlcli.parts.sources import _npz_arrays
from dlcli.parts.sources._arrays import Rows, limited, rows_of, splits
from dlcli.parts.sources._classes import Classified, listing
from dlcli.parts.sources._columns import ArrayColumn
from dlcli.parts.sources._fingerprints import data_files, digest_of
from dlcli.parts.sources._npz_file import Pair, feature_of, label_shape
from dlcli.parts.sources._source import Column, Loaded

if TYPE_CHECKING:
    import numpy as np

Found = Mapping[str, Mapping[str, Pair]]
"""The arrays of each label and its features, by label and by split."""


class ArrayPairs(Classified):
    """A source of arrays, one row an example."""

    @abstractmethod
    def where(self) -> Path:
        """The file that holds the arrays, or the folder of their files."""

    @abstractmethod
    def files(self) -> Sequence[Path]:
        """What is read."""

    @abstractmethod
    def found(self) -> Found:
        """The arrays by their headers.

        Raises:
            DataError: one is missing or damaged, or they do not belong together.
        """

    @abstractmethod
    def arrays(self, keys: Sequence[str]) -> np.ndarray:
        """The arrays of these keys, one after the other, in memory.

        Raises:
            DataError: damaged, or a value that is not finite.
        """

    def column(self, keys: Sequence[str], shape: tuple[int, ...], kept: np.ndarray) -> Column:
        """The rows of the features that remain, each of this shape."""
        values = self.arrays(keys).reshape(-1, *shape)
        return ArrayColumn(values if len(kept) == len(values) else values[kept])

    def feature(self, pair: Pair) -> tuple[str, Feature]:
        """The name and the facts of the features."""
        return feature_of(pair.feature_header)

    def facts(self) -> Facts:
        found = self.found()
        labels = {name: self._unread(pairs["train"]) for name, pairs in found.items()}
        pairs = next(iter(found.values()))
        # How many examples of a class there are only the labels themselves tell.
        certain = self.classes is None and self.positive is None and self.limit_per_class is None
        sizes = {split: pair.rows if certain else None for split, pair in pairs.items()}
        return self._facts(pairs["train"], labels, sizes)

    def load(self) -> Loaded:
        found = self.found()
        pairs = next(iter(found.values()))
        labels = {name: self.arrays([pair.labels for pair in each.values()]) for name, each in found.items()}
        train = pairs["train"].rows
        read = {name: self._read(found[name]["train"], array, train) for name, array in labels.items()}
        # Only a single label can leave rows out: what one keeps, all keep.
        rows, _ = next(iter(read.values()))
        name, feature = self.feature(pairs["train"])
        shape = tuple(size or 0 for size in feature.shape or ())
        files = data_files(self.where() if self.where().is_dir() else self.where().parent, self.files())
        values = {label: each.labels for label, (each, _) in read.items()}
        return Loaded(
            facts=self._facts(pairs["train"], {label: each for label, (_, each) in read.items()}, rows.sizes()),
            features={name: self.column([pair.features for pair in pairs.values()], shape, rows.kept)},
            labels={label: ArrayColumn(each) for label, each in values.items()},
            splits=splits(len(rows.kept), rows.train),
            label_values=values,
            fingerprint=digest_of(files),
            files=files,
        )

    def _facts(self, pair: Pair, labels: Mapping[str, Label], sizes: Mapping[str, int | None]) -> Facts:
        name, feature = self.feature(pair)
        if name in labels:
            message = f"a label of '{self.where()}' is named '{name}', as its feature is"
            raise DataError(message, help="rename the array")
        names = next(iter(labels.values())).names if len(labels) == 1 else None
        origin = listing(names) if names else self.where().name
        return Facts({name: feature}, labels, sizes, f"{self.word}: {origin}")

    def _unread(self, pair: Pair) -> Label:
        """What the header tells of a label."""
        shape = label_shape(pair.label_header)
        if pair.label_header.kind != "f" and not shape:
            return self.unread_label()
        self._refuse_classes(pair)
        if pair.label_header.kind != "f":
            return Label(kind="classes", shape=shape)
        return Label(kind="number", shape=label_shape(pair.label_header))

    def _read(self, pair: Pair, values: np.ndarray, train: int) -> tuple[Rows, Label]:
        """The rows that remain for a label, and its facts."""
        import numpy as np

        values = values.reshape(len(values), *label_shape(pair.label_header))
        if values.dtype.kind != "f":
            return self._classes(pair, values, train)
        label = self._unread(pair)
        return Rows(np.arange(len(values)), values.astype(np.float64), train), label

    def _refuse_classes(self, pair: Pair) -> None:
        given = {"classes": self.classes, "positive": self.positive, "limit_per_class": self.limit_per_class}
        for field, value in given.items():
            if value is not None:
                held = "floats" if pair.label_header.kind == "f" else "a class at each place"
                message = f"`{field}` needs one class an example, '{pair.labels}' in '{self.where()}' holds {held}"
                raise DataError(message, help="save one integer or text a row, or leave it out")

    def _classes(self, pair: Pair, labels: np.ndarray, train: int) -> tuple[Rows, Label]:
        """The rows that remain, and the label's facts."""
        import numpy as np

        path = self.where()
        numbered = labels.dtype.kind != "U"
        if numbered:
            _npz_arrays.check_classes(labels, path, pair)
        if labels.ndim > 1:
            _npz_arrays.check_places(labels, path, pair)
            label = replace(self._unread(pair), classes=int(labels.max()) + 1)
            return Rows(np.arange(len(labels)), labels.astype(np.int32), train), label
        if numbered and self.classes is None and self.positive is None:
            return limited(self, labels.astype("int32"), train=train), self.label(None, int(labels.max()) + 1)
        if numbered and self.classes is not None and not all(name.isdecimal() for name in self.classes):
            names = self.chosen(self.classes, of=str(path))
            _npz_arrays.check_named(labels, path, pair, len(names))
            return rows_of(self, labels, self.classes, names, train=train), self.label(names)
        found, numbers = _npz_arrays.distinct(labels)
        names = self.chosen(found, of=str(path))
        return rows_of(self, numbers, found, names, train=train), self.label(names)
