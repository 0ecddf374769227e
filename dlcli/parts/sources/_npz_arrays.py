"""Reading arrays out of an NPZ file, and the checks that need their values."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING

from dlcli.ground.errors import DataError
from dlcli.parts.sources._npy import UNREADABLE
from dlcli.parts.sources._npz_file import Pair

if TYPE_CHECKING:
    import numpy as np

_MOST_CLASSES = 100_000
_VALUES_AT_ONCE = 2**22


def read(stream: BufferedReader, path: Path, keys: Sequence[str]) -> np.ndarray:
    """The arrays of these keys, one after the other, in this machine's byte order; their headers were checked.

    Raises:
        DataError: damaged, or a value that is not finite.
    """
    import numpy as np

    parts = [_one(stream, path, key) for key in keys]
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _one(stream: BufferedReader, path: Path, key: str) -> np.ndarray:
    import numpy as np

    try:
        with zipfile.ZipFile(stream) as archive:
            name = f"{key}.npy" if f"{key}.npy" in archive.namelist() else key
            with archive.open(name) as member:
                values = np.lib.format.read_array(member, allow_pickle=False)
                # Reading on to the end is what compares the stored checksum.
                member.read(1)
    except UNREADABLE:
        raise DataError(f"'{key}' in '{path}' is damaged", help="write the file again") from None
    refuse_not_finite(values, f"'{key}' in '{path}'")
    values = np.ascontiguousarray(values, values.dtype.newbyteorder("="))
    return values.astype(np.uint8) if values.dtype.kind == "b" else values


def refuse_not_finite(values: np.ndarray, what: str) -> None:
    """Refuses NaN and infinity, which a network can hide: ReLU makes 0 of NaN."""
    import numpy as np

    if values.dtype.kind != "f":
        return
    rows = max(1, _VALUES_AT_ONCE * len(values) // values.size)
    for start in range(0, len(values), rows):
        bad = np.argwhere(~np.isfinite(values[start : start + rows]))
        if len(bad):
            place = (start + int(bad[0][0]), *map(int, bad[0][1:]))
            index = ", ".join(map(str, place))
            advice = "replace it, or leave the example out"
            raise DataError(f"{what} has {values[place]} at [{index}]", help=advice)


def check_classes(labels: np.ndarray, path: Path, pair: Pair) -> None:
    """Refuses whole numbers that cannot count classes from 0.

    Raises:
        DataError: a negative label, or one of 100,000 or more.
    """
    of_row = labels.reshape(len(labels), -1)
    for rows, wrong in ((of_row.min(axis=1), "negative"), (of_row.max(axis=1), "too large")):
        at = int(rows.argmin() if wrong == "negative" else rows.argmax())
        value = int(rows[at])
        if not 0 <= value < _MOST_CLASSES:
            raise DataError(
                f"label {at} of '{pair.labels}' in '{path}' is {value}, {wrong} for a class",
                help="number classes from 0: numpy.unique(y, return_inverse=True)[1]; numbers to predict are floats",
            )


def check_places(labels: np.ndarray, path: Path, pair: Pair) -> None:
    """Refuses rows of 0 and one 1: that is one class in another form, and not a class at each place.

    Raises:
        DataError: with how to bring it into the right form.
    """
    if labels.shape[-1] > 1 and labels.max() == 1 and (labels.sum(axis=-1) == 1).all():
        raise DataError(
            f"'{pair.labels}' in '{path}' has the shape {labels.shape}: classes are one label an example",
            help="save y.argmax(axis=1), or floats if they are numbers to predict",
        )


def check_named(labels: np.ndarray, path: Path, pair: Pair, count: int) -> None:
    """Refuses a label beyond the classes that have names.

    Raises:
        DataError: where the first of them stands.
    """
    at = int((labels >= count).argmax())
    if labels[at] >= count:
        message = f"label {at} of '{pair.labels}' in '{path}' is {labels[at]}, `classes` names 0 to {count - 1}"
        raise DataError(message, help="name every class, or pick labels by number: `classes: [0, 1]`")


def distinct(labels: np.ndarray) -> tuple[tuple[str, ...], np.ndarray]:
    """The names of the classes in ascending order, and each label's place among them."""
    import numpy as np

    found, numbers = np.unique(labels, return_inverse=True)
    return tuple(str(value) for value in found), numbers
