"""Arrays in HDF5 files: only those that are stored in the file itself, as themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dlcli.ground.errors import DataError
from dlcli.ground.files import open_regular
from dlcli.parts.sources._classes import near
from dlcli.parts.sources._npy import Header, in_words

if TYPE_CHECKING:
    import numpy as np

_FILTERS = frozenset({"gzip", "lzf", "shuffle", "fletcher32", "szip", "scaleoffset"})
_PACKED_BY = frozenset({None, "gzip", "lzf", "szip"})
_RATIO, _LARGE = 100, 2**30


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """The file, open for reading.

    Raises:
        DataError: no HDF5 file, or damaged.
    """
    import h5py

    open_regular(path).close()
    try:
        with h5py.File(path, "r") as file:
            yield file
    except DataError:
        raise
    except (OSError, RuntimeError, KeyError) as problem:
        raise DataError(f"'{path}' is not an HDF5 file, or is damaged", help="write it again") from problem


def dataset(file: Any, path: Path, key: str) -> Any:
    """An array of the file.

    Raises:
        DataError: there is none, it is stored elsewhere, or it claims more than is stored.
    """
    import h5py

    place = file
    for name in key.strip("/").split("/"):
        if not isinstance(place, h5py.Group) or name not in place:
            known = list(file)[:20]
            advice = f"{near(key, known)}it has {', '.join(known) or 'none'}"
            raise DataError(f"'{path}' has no array '{key}'", help=advice)
        if not isinstance(place.get(name, getlink=True), h5py.HardLink):
            message = f"'{key}' in '{path}' is a link, which is never followed"
            raise DataError(message, help="copy the array into the file itself")
        place = place[name]
    if not isinstance(place, h5py.Dataset):
        raise DataError(f"'{key}' in '{path}' is a group, not an array", help=f"it has {', '.join(list(place)[:20])}")
    _refuse_elsewhere(place, path, key)
    return place


def _refuse_elsewhere(found: Any, path: Path, key: str) -> None:
    if found.is_virtual or found.external:
        message = f"'{key}' in '{path}' is stored in other files, which are never read"
        raise DataError(message, help="copy the array into the file itself")
    if found.compression not in _PACKED_BY:
        raise DataError(f"'{key}' in '{path}' is packed by {found.compression}", help="pack it by gzip")
    declared, stored = found.size * found.dtype.itemsize, max(found.id.get_storage_size(), 1)
    if declared > _LARGE and declared / stored > _RATIO:
        message = f"'{key}' in '{path}' declares {in_words(declared)} and stores {in_words(stored)}"
        raise DataError(message, help="it is damaged, or made to fill the memory")


def header(found: Any, path: Path, key: str) -> Header:
    """What an array says of itself.

    Raises:
        DataError: of a type that networks cannot take.
    """
    import h5py

    if h5py.check_string_dtype(found.dtype) is not None:
        return Header("U", found.dtype.itemsize, found.shape)
    if found.dtype.kind not in "biuf" or (found.dtype.kind == "f" and found.dtype.itemsize > 8):
        message = f"'{key}' in '{path}' has the type {found.dtype}, which networks cannot take"
        raise DataError(message, help="save it as float32, or as integers")
    return Header(found.dtype.kind, found.dtype.itemsize, found.shape)


def whole(file: Any, path: Path, keys: Sequence[str]) -> np.ndarray:
    """Arrays one after the other, in memory."""
    import h5py
    import numpy as np

    parts = []
    for key in keys:
        found = dataset(file, path, key)
        text = h5py.check_string_dtype(found.dtype) is not None
        parts.append(np.asarray(found.asstr()[...], str) if text else found[...])
    return parts[0] if len(parts) == 1 else np.concatenate(parts)
