"""The source `hdf5`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dlcli.parts.sources import _hdf5_file
from dlcli.parts.sources._array_pairs import Found
from dlcli.parts.sources._mapped import MappedColumn, in_order, native
from dlcli.parts.sources._npz_arrays import refuse_not_finite
from dlcli.parts.sources._npz_file import Pair, check_pair
from dlcli.parts.sources._one_file import UnreadFile
from dlcli.parts.sources._source import Column

if TYPE_CHECKING:
    import numpy as np


class Hdf5(UnreadFile):
    """Arrays in an HDF5 file, one row an example: features stay in the file and are read when they are needed.

    A file with `x_train`, `y_train`, `x_test` and `y_test` brings its own test split. Whole numbers or text as labels
    are classes, floats are numbers to predict. Pictures are (rows, height, width, channels), or (rows, height, width)
    of bytes. What the file holds is known when it is opened: `data.expect` says it to dlcli validate.

    Example:
        type: hdf5
        path: flowers.h5
        features: pictures
        labels: species
    """

    features: str = "x"
    """The array that holds the features; GROUP/NAME within a group."""
    labels: str = "y"
    """The array that holds the labels."""

    def found(self) -> Found:
        path = self.where()
        with _hdf5_file.opened(path) as file:
            keys: dict[str, tuple[str, str]] = {"train": (self.features, self.labels)}
            if self.features not in file and f"{self.features}_train" in file:
                keys = {"train": (f"{self.features}_train", f"{self.labels}_train")}
                if f"{self.features}_test" in file:
                    keys["test"] = (f"{self.features}_test", f"{self.labels}_test")
            pairs = {split: self._pair(file, *each) for split, each in keys.items()}
        return {"label": pairs}

    def _pair(self, file: Any, features: str, labels: str) -> Pair:
        path = self.where()
        headers = (_hdf5_file.header(_hdf5_file.dataset(file, path, key), path, key) for key in (features, labels))
        pair = Pair(features, labels, *headers)
        check_pair(path, pair)
        return pair

    def arrays(self, keys: Sequence[str]) -> np.ndarray:
        import numpy as np

        with _hdf5_file.opened(self.where()) as file:
            values = _hdf5_file.whole(file, self.where(), keys)
        if values.dtype.kind == "f":
            refuse_not_finite(values, f"'{keys[0]}' in '{self.path}'")
        return np.ascontiguousarray(values, native(values.dtype))

    def column(self, keys: Sequence[str], shape: tuple[int, ...], kept: np.ndarray) -> Column:
        with _hdf5_file.opened(self.where()) as file:
            found = {key: _hdf5_file.dataset(file, self.where(), key) for key in keys}
            for key, each in found.items():
                refuse_not_finite(each, f"'{key}' in '{self.path}'")
            lengths = {key: len(each) for key, each in found.items()}
            dtype = native(next(iter(found.values())).dtype)
        return MappedColumn(self.where(), _Reader(self.where(), lengths).read, kept, shape, dtype)


@dataclass(frozen=True)
class _Reader:
    """Reads rows of arrays that follow one another; the file is opened by the process that reads."""

    path: Path
    lengths: Mapping[str, int]

    @cached_property
    def _arrays(self) -> list[Any]:
        import h5py

        file = h5py.File(self.path, "r")
        return [_hdf5_file.dataset(file, self.path, key) for key in self.lengths]

    def read(self, rows: np.ndarray) -> np.ndarray:
        """The values of these rows."""
        return in_order(self._ascending, rows)

    def _ascending(self, rows: np.ndarray) -> np.ndarray:
        import numpy as np

        parts, start = [], 0
        for array, length in zip(self._arrays, self.lengths.values(), strict=True):
            own = rows[(rows >= start) & (rows < start + length)] - start
            if len(own):
                parts.append(array[own])
            start += length
        return np.concatenate(parts)
