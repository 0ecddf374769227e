"""The source `tfrecord`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING, Literal

from dlcli.ground.errors import DataError
from dlcli.parts.facts import Feature
from dlcli.parts.fields import Count
from dlcli.parts.sources._array_pairs import Found
from dlcli.parts.sources._npy import Header
from dlcli.parts.sources._npz_arrays import refuse_not_finite
from dlcli.parts.sources._npz_file import Pair
from dlcli.parts.sources._one_file import UnreadFile
from dlcli.parts.sources._record_column import Field, RecordColumn, field_of
from dlcli.parts.sources._record_labels import labels_of
from dlcli.parts.sources._source import Column
from dlcli.parts.sources._tfrecord_file import Records, records

if TYPE_CHECKING:
    import numpy as np


class Tfrecord(UnreadFile):
    """Examples in a TFRecord file, each a tf.train.Example, read when they are needed: the file is not packed by gzip.

    What the fields are is read off the first record. Whole numbers or text as labels are classes, floats are numbers to
    predict. Features are a picture (PNG, JPEG, GIF, BMP), decoded to `channels`; or numbers, in the `shape` that is
    given; or the bytes of numbers from 0 to 255 in that shape. What the file holds is known when it is opened:
    `data.expect` says it to dlcli validate.

    Example:
        type: tfrecord
        path: flowers.tfrecord
        features: image
        labels: species
    """

    features: str = "x"
    """The field of an example that holds the features."""
    labels: str = "y"
    """The field that holds the label."""
    channels: Literal[1, 3] | None = None
    """Of encoded pictures. 1: grey; 3: red, green and blue. Default: 3."""
    shape: list[Count] | None = None
    """Of the features, where they are numbers or bytes of numbers. Default: as many numbers as the first record has."""

    def found(self) -> Found:
        rows = len(self._records.offsets)
        kind = {"int": ("i", 8), "float": ("f", 4), "bytes": ("U", 4)}[self._first.label[0]]
        pair = Pair(self.features, self.labels, Header("u", 1, (rows,)), Header(*kind, (rows,)))
        return {"label": {"train": pair}}

    def feature(self, pair: Pair) -> tuple[str, Feature]:
        first = self._first
        if first.picture:
            return "image", Feature((None, None, self.channels or 3), (0, 255), image=True)
        shape = first.shape
        bytes_of = first.feature[0] == "bytes"
        if len(shape) == 3:
            return "image", Feature(shape, (0, 255) if bytes_of else None, image=True)
        return "features", Feature(shape, (0, 255) if bytes_of else None)

    def arrays(self, keys: Sequence[str]) -> np.ndarray:
        import numpy as np

        first = self._first
        feature = Field(*first.feature, first.picture)
        found = labels_of(self._records, {self.labels: Field(*first.label, picture=False), self.features: feature})
        labels = np.char.decode(found.astype(bytes), "utf-8") if found.dtype == object else found
        refuse_not_finite(labels, f"'{self.labels}' in '{self.path}'")
        return labels

    def column(self, keys: Sequence[str], shape: tuple[int, ...], kept: np.ndarray) -> Column:
        first = self._first
        channels = (self.channels or 3) if first.picture else None
        return RecordColumn(self._records, kept, self.features, first.feature[0], first.shape, channels)

    @cached_property
    def _records(self) -> Records:
        return records(self.where())

    @cached_property
    def _first(self) -> _First:
        """What the first record says of all."""
        import numpy as np

        (data,) = self._records.read(np.array([0]))
        feature, label = (field_of(data, key, self.where()) for key in (self.features, self.labels))
        if label.kind != "bytes" and label.size != 1:
            message = f"'{self.labels}' in '{self.path}' holds {label.size} numbers, a label is one"
            raise DataError(message, help="write one label an example")
        shape = tuple(self.shape) if self.shape is not None else None
        if feature.picture:
            if shape is not None:
                raise DataError(f"'{self.features}' in '{self.path}' holds pictures", help="take `shape` out")
            return _First((feature.kind, 1), (label.kind, 1), picture=True, shape=())
        if self.channels is not None:
            raise DataError(f"'{self.features}' in '{self.path}' holds no pictures", help="take `channels` out")
        shape = shape or (feature.size,)
        if prod(shape) != feature.size:
            message = f"'{self.features}' in '{self.path}' has {feature.size} numbers, `shape` says {prod(shape)}"
            raise DataError(message, help="mend `shape`")
        return _First((feature.kind, feature.size), (label.kind, 1), picture=False, shape=shape)


@dataclass(frozen=True)
class _First:
    feature: tuple[Literal["bytes", "float", "int"], int]
    label: tuple[Literal["bytes", "float", "int"], int]
    picture: bool
    shape: tuple[int, ...]
