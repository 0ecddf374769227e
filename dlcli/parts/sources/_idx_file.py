"""Arrays in the format of MNIST's files: IDX, packed by gzip or not."""

from __future__ import annotations

import gzip
import zlib
from io import BufferedReader
from math import prod
from pathlib import Path
from typing import IO, TYPE_CHECKING

from dlcli.ground.errors import DataError
from dlcli.ground.files import open_regular
from dlcli.parts.sources._npy import Header, in_words
from dlcli.parts.sources._npz_arrays import refuse_not_finite

if TYPE_CHECKING:
    import numpy as np

_KINDS = {0x08: ("u", 1), 0x09: ("i", 1), 0x0B: ("i", 2), 0x0C: ("i", 4), 0x0D: ("f", 4), 0x0E: ("f", 8)}
_MOST_AXES = 8
_LARGEST = 2**33
"""Bytes: what is larger is not held in memory."""


def header(path: Path) -> Header:
    """What the beginning of the file says.

    Raises:
        DataError: no IDX file, or one that is too large.
    """
    with open_regular(path) as stream:
        return _header(_unpacked(stream), path)


def array(path: Path) -> np.ndarray:
    """The whole array, in this machine's byte order.

    Raises:
        DataError: no IDX file, cut short, longer than it says, or with a number that is not finite.
    """
    import numpy as np

    with open_regular(path) as stream:
        unpacked = _unpacked(stream)
        found = _header(unpacked, path)
        size = prod(found.shape) * found.item_bytes
        try:
            data = unpacked.read(size + 1)
        except (OSError, EOFError, zlib.error):
            raise DataError(f"'{path}' is damaged", help="download it again") from None
    if len(data) != size:
        what = "is cut short" if len(data) < size else "goes on behind its end"
        raise DataError(f"'{path}' {what}: its header says {size:,} bytes", help="download it again")
    values = np.frombuffer(data, np.dtype(f">{found.kind}{found.item_bytes}")).reshape(found.shape)
    refuse_not_finite(values, f"'{path}'")
    return np.ascontiguousarray(values, values.dtype.newbyteorder("="))


def _unpacked(stream: BufferedReader) -> IO[bytes]:
    if stream.peek(2)[:2] == b"\x1f\x8b":
        return gzip.GzipFile(fileobj=stream)  # type: ignore[return-value]
    return stream


def _header(stream: IO[bytes], path: Path) -> Header:
    try:
        start = stream.read(4)
        axes = start[3] if len(start) == 4 else 0
        if start[:2] != b"\0\0" or start[2] not in _KINDS or not 0 < axes <= _MOST_AXES:
            raise ValueError
        sizes = stream.read(4 * axes)
        if len(sizes) < 4 * axes:
            raise ValueError
    except (OSError, EOFError, zlib.error, ValueError, IndexError):
        advice = "give a file such as train-images-idx3-ubyte.gz"
        raise DataError(f"'{path}' is not an IDX file", help=advice) from None
    kind, item_bytes = _KINDS[start[2]]
    shape = tuple(int.from_bytes(sizes[at : at + 4], "big") for at in range(0, len(sizes), 4))
    if prod(shape) * item_bytes > _LARGEST:
        declared = in_words(prod(shape) * item_bytes)
        raise DataError(f"'{path}' declares {declared}, the limit is {in_words(_LARGEST)}", help="bring a smaller file")
    return Header(kind, item_bytes, shape)
