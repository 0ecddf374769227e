"""The source `npz`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import model_validator

from dlcli.ground.errors import DataError
from dlcli.ground.files import open_regular
from dlcli.parts.facts import Facts, Label
from dlcli.parts.fields import DataPath
from dlcli.parts.sources import _npz_arrays
from dlcli.parts.sources._arrays import Rows, limited, loaded_labels, rows_of
from dlcli.parts.sources._classes import Classified, listing
from dlcli.parts.sources._fingerprints import data_files, digest_of
from dlcli.parts.sources._labels import Names, OneOrSeveral, by_label, refuse_fields_of_one_label
from dlcli.parts.sources._npz_file import Pair, feature_of, label_shape, pairs_by_label
from dlcli.parts.sources._source import Loaded

if TYPE_CHECKING:
    import numpy as np


class Npz(Classified):
    """Arrays in a file that numpy.savez or numpy.savez_compressed wrote: `x` and `y`, one row an example.

    A file with `x_train`, `y_train`, `x_test` and `y_test` brings its own test split, which `limit_per_class` leaves
    whole. Whole numbers or text in `y` are classes, floats are numbers to predict; whole numbers
    of (rows, places, …) are a class at each place. Pictures are (rows, height, width,
    channels), or (rows, height, width) of bytes. `classes` picks labels (`[3, 8]`), or names 0, 1, … (`[cat, dog]`).
    Several arrays of labels, `labels: [y1, y2]`, are labels of these names.

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
    labels: Annotated[Names, OneOrSeveral("an array's name")] = "y"
    """The array that holds the labels, or a list of them."""

    @model_validator(mode="after")
    def _classes_are_of_one_label(self) -> Npz:
        refuse_fields_of_one_label(self, self.labels, what="labels")
        return self

    def facts(self) -> Facts:
        path = Path(self.path)
        with open_regular(path) as stream:
            found = pairs_by_label(stream, path, self.features, by_label(self.labels))
        labels = {name: self._unread(pairs["train"]) for name, pairs in found.items()}
        pairs = next(iter(found.values()))
        # How many examples of a class there are only the labels themselves tell.
        certain = self.classes is None and self.positive is None and self.limit_per_class is None
        sizes = {split: pair.rows if certain else None for split, pair in pairs.items()}
        return self._facts(pairs["train"], labels, sizes)

    def load(self) -> Loaded:
        path = Path(self.path)
        with open_regular(path) as stream:
            found = pairs_by_label(stream, path, self.features, by_label(self.labels))
            pairs = next(iter(found.values()))
            values = _npz_arrays.read(stream, path, [pair.features for pair in pairs.values()])
            labels = {
                name: _npz_arrays.read(stream, path, [pair.labels for pair in each.values()])
                for name, each in found.items()
            }
        name, feature = feature_of(pairs["train"].feature_header)
        values = values.reshape(len(values), *(size or 0 for size in feature.shape or ()))
        train = pairs["train"].rows
        read = {name: self._read(found[name]["train"], array, train) for name, array in labels.items()}
        # Only a single label can leave rows out: what one keeps, all keep.
        rows, _ = next(iter(read.values()))
        if len(rows.kept) < len(values):
            values = values[rows.kept]
        files = data_files(path.parent, [path])
        return loaded_labels(
            self._facts(pairs["train"], {name: label for name, (_, label) in read.items()}, rows.sizes()),
            {name: values},
            {name: rows.labels for name, (rows, _) in read.items()},
            train=rows.train,
            fingerprint=digest_of(files),
            files=files,
        )

    def _facts(self, pair: Pair, labels: Mapping[str, Label], sizes: Mapping[str, int | None]) -> Facts:
        name, feature = feature_of(pair.feature_header)
        if name in labels:
            message = f"a label of '{self.path}' is named '{name}', as its feature is"
            raise DataError(message, help="rename the array")
        names = next(iter(labels.values())).names if len(labels) == 1 else None
        origin = listing(names) if names else Path(self.path).name
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
                message = f"`{field}` needs one class an example, '{pair.labels}' in '{self.path}' holds {held}"
                raise DataError(message, help="save one integer or text a row, or leave it out")

    def _classes(self, pair: Pair, labels: np.ndarray, train: int) -> tuple[Rows, Label]:
        """The rows that remain, and the label's facts."""
        import numpy as np

        path = Path(self.path)
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
            names = self.chosen(self.classes, of=self.path)
            _npz_arrays.check_named(labels, path, pair, len(names))
            return rows_of(self, labels, self.classes, names, train=train), self.label(names)
        found, numbers = _npz_arrays.distinct(labels)
        names = self.chosen(found, of=self.path)
        return rows_of(self, numbers, found, names, train=train), self.label(names)
