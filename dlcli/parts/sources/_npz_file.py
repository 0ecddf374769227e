"""Which arrays of an NPZ file are features and labels, and what their headers tell of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from zipfile import ZipInfo

from dlcli.ground.errors import DataError
from dlcli.parts.facts import Feature
from dlcli.parts.sources import _npy
from dlcli.parts.sources._classes import near
from dlcli.parts.sources._npy import Header

_BYTE_RANGE = (0.0, 255.0)


@dataclass(frozen=True)
class Pair:
    """Features and labels of the same examples: their keys and headers."""

    features: str
    labels: str
    feature_header: Header
    label_header: Header

    @property
    def rows(self) -> int:
        """How many examples it holds."""
        return self.feature_header.shape[0]


def pairs_by_label(
    stream: BufferedReader, path: Path, features: str, labels: Mapping[str, str]
) -> dict[str, dict[str, Pair]]:
    """The pairs of each label's array, by label and by split.

    Raises:
        DataError: a key is missing, arrays that do not belong together, or several labels beside an own test split.
    """
    if len(labels) > 1 and _brings_splits(_npy.members(stream, path), features):
        message = f"'{path}' has '{features}_train' and no '{features}': such a file has one label"
        raise DataError(message, help=f"name one label, or save '{features}' whole beside {', '.join(labels.values())}")
    return {name: _pairs(stream, path, features, key) for name, key in labels.items()}


def _brings_splits(found: Mapping[str, ZipInfo], features: str) -> bool:
    return features not in found and f"{features}_train" in found


def _pairs(stream: BufferedReader, path: Path, features: str, labels: str) -> dict[str, Pair]:
    """One label's pairs: `train`, and `test` where `x_test` and `y_test` stand beside `x_train` and `y_train`."""
    found = _npy.members(stream, path)
    splits = {"train": (features, labels)}
    if _brings_splits(found, features):
        splits = {"train": (f"{features}_train", f"{labels}_train")}
        tests = (f"{features}_test", f"{labels}_test")
        if any(key in found for key in tests):
            splits["test"] = tests
    read = {split: _pair(stream, path, found, *keys) for split, keys in splits.items()}
    train, test = read["train"], read.get("test", read["train"])
    for key, one, other in (
        (test.features, train.feature_header, test.feature_header),
        (test.labels, train.label_header, test.label_header),
    ):
        if one.shape[1:] != other.shape[1:] or one.kind != other.kind:
            message = f"'{key}' in '{path}' has another shape or type than the training examples"
            raise DataError(message, help="save both alike")
    return read


def feature_of(header: Header) -> tuple[str, Feature]:
    """The feature's name and facts: rank 4 and rank 3 of bytes are pictures, a grey one gets its channel."""
    shape = header.shape[1:]
    value_range = _BYTE_RANGE if header.byte else None
    if len(shape) == 3:
        return "image", Feature(shape, value_range, image=True)
    if len(shape) == 2 and header.byte:
        return "image", Feature((*shape, 1), value_range, image=True)
    return "features", Feature(shape)


def label_shape(header: Header) -> tuple[int, ...]:
    """The shape of one label; a column of single labels is a list of them."""
    return () if header.shape[1:] == (1,) else header.shape[1:]


def _pair(stream: BufferedReader, path: Path, found: Mapping[str, ZipInfo], features: str, labels: str) -> Pair:
    headers = []
    for key in (features, labels):
        if key not in found:
            advice = f"{near(key, tuple(found))}it has {', '.join(list(found)[:20]) or 'none'}"
            raise DataError(f"'{path}' has no array '{key}'", help=advice)
        headers.append(_npy.header(stream, path, key, found[key]))
    pair = Pair(features, labels, *headers)
    check_pair(path, pair)
    return pair


def check_pair(path: Path, pair: Pair) -> None:
    """Refuses arrays that do not belong together, or that hold what networks cannot take.

    Raises:
        DataError: with the array and what to save instead.
    """
    one, other = pair.feature_header, pair.label_header
    for key, header in ((pair.features, one), (pair.labels, other)):
        if not header.shape:
            raise DataError(f"'{key}' in '{path}' is a single value", help="save an array with one row an example")
        if 0 in header.shape:
            raise DataError(f"'{key}' in '{path}' is empty: its shape is {header.shape}", help="save some examples")
    if one.shape[0] != other.shape[0]:
        message = (
            f"'{pair.features}' and '{pair.labels}' in '{path}' differ in length: {one.shape[0]} and {other.shape[0]}"
        )
        raise DataError(message, help="save one label for each example")
    if one.kind == "U":
        raise DataError(f"'{pair.features}' in '{path}' holds text", help="save numbers; labels may be text")
    if other.kind == "U" and label_shape(other):
        raise DataError(
            f"'{pair.labels}' in '{path}' has the shape {other.shape}: text is one label an example",
            help="save one text a row, or whole numbers for a class at each place",
        )
