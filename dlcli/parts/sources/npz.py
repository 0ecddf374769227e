"""The source `npz`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dlcli.ground.errors import DataError
from dlcli.ground.files import open_regular
from dlcli.parts.facts import Facts, Feature, Label
from dlcli.parts.fields import DataPath
from dlcli.parts.sources import _npz_arrays
from dlcli.parts.sources._arrays import Rows, limited, loaded_arrays, rows_of
from dlcli.parts.sources._classes import Classified, listing
from dlcli.parts.sources._fingerprints import of_data_file
from dlcli.parts.sources._npz_file import Pair, feature_of, label_shape, pairs
from dlcli.parts.sources._source import Loaded

if TYPE_CHECKING:
    import numpy as np


class Npz(Classified):
    """Arrays in a file that numpy.savez or numpy.savez_compressed wrote: `x` and `y`, one row an example.

    A file with `x_train`, `y_train`, `x_test` and `y_test` brings its own test split, which `limit_per_class` leaves
    whole. Whole numbers or text in `y` are classes, floats are numbers to predict. Pictures are (rows, height, width,
    channels), or (rows, height, width) of bytes. `classes` picks labels (`[3, 8]`), or names 0, 1, … (`[cat, dog]`).

    Example:
        type: npz
        path: flowers.npz
        features: pictures
        labels: species
    """

    path: DataPath
    """The file, relative to this one."""
    features: str = "x"
    """The array that holds the features."""
    labels: str = "y"
    """The array that holds the labels."""

    def facts(self) -> Facts:
        with open_regular(Path(self.path)) as stream:
            found = pairs(stream, Path(self.path), self.features, self.labels)
        name, feature = feature_of(found["train"].feature_header)
        header = found["train"].label_header
        if header.kind == "f":
            self._refuse_classes(found["train"])
            label, certain = Label(kind="number", shape=label_shape(header)), True
        else:
            label, certain = self.unread_label(), self.classes is None and self.limit_per_class is None
            certain = certain and self.positive is None
        sizes = {split: pair.rows if certain else None for split, pair in found.items()}
        return self._facts(name, feature, label, sizes)

    def load(self) -> Loaded:
        path = Path(self.path)
        with open_regular(path) as stream:
            found = pairs(stream, path, self.features, self.labels)
            values = _npz_arrays.read(stream, path, [pair.features for pair in found.values()])
            labels = _npz_arrays.read(stream, path, [pair.labels for pair in found.values()])
        name, feature = feature_of(found["train"].feature_header)
        values = values.reshape(len(values), *(size or 0 for size in feature.shape or ()))
        labels = labels.reshape(len(labels), *label_shape(found["train"].label_header))
        train = found["train"].rows
        sizes: dict[str, int | None] = {split: pair.rows for split, pair in found.items()}
        label = Label(kind="number", shape=labels.shape[1:])
        if labels.dtype.kind == "f":
            self._refuse_classes(found["train"])
            labels = labels.astype("float32")
        else:
            rows, label = self._classes(found["train"], labels, train)
            if len(rows.kept) < len(values):
                values = values[rows.kept]
            labels, train, sizes = rows.labels, rows.train, {**rows.sizes()}
        facts, fingerprint = self._facts(name, feature, label, sizes), of_data_file(path)
        return loaded_arrays(facts, {name: values}, labels, train=train, fingerprint=fingerprint)

    def _facts(self, name: str, feature: Feature, label: Label, sizes: dict[str, int | None]) -> Facts:
        origin = listing(label.names) if label.names else Path(self.path).name
        return Facts({name: feature}, {"label": label}, sizes, f"{self.word}: {origin}")

    def _refuse_classes(self, pair: Pair) -> None:
        given = {"classes": self.classes, "positive": self.positive, "limit_per_class": self.limit_per_class}
        for field, value in given.items():
            if value is not None:
                message = f"`{field}` needs classes, '{pair.labels}' in '{self.path}' holds floats"
                raise DataError(message, help="save integers or text, or leave it out")

    def _classes(self, pair: Pair, labels: np.ndarray, train: int) -> tuple[Rows, Label]:
        """The rows that remain, and the label's facts."""
        path = Path(self.path)
        numbered = labels.dtype.kind != "U"
        if numbered:
            _npz_arrays.check_classes(labels, path, pair)
        if numbered and self.classes is None and self.positive is None:
            return limited(self, labels.astype("int32"), train=train), self.label(None, int(labels.max()) + 1)
        if numbered and self.classes is not None and not all(name.isdecimal() for name in self.classes):
            names = self.chosen(self.classes, of=self.path)
            _npz_arrays.check_named(labels, path, pair, len(names))
            return rows_of(self, labels, self.classes, names, train=train), self.label(names)
        found, numbers = _npz_arrays.distinct(labels)
        names = self.chosen(found, of=self.path)
        return rows_of(self, numbers, found, names, train=train), self.label(names)
