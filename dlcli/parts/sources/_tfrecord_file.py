"""TFRecord files: where each record stands, and what the fields of an example are."""

from __future__ import annotations

import os
from array import array
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Literal

from dlcli.ground.errors import DataError
from dlcli.ground.files import open_regular

if TYPE_CHECKING:
    import numpy as np

_HEAD, _TAIL = 12, 4
"""Bytes of a record's length with its checksum, and of the checksum behind the record."""
_LARGEST = 2**30
FieldKind = Literal["bytes", "float", "int"]


@dataclass(frozen=True)
class Records:
    """The records of a file: each begins at an offset and has a length."""

    path: Path
    offsets: np.ndarray
    lengths: np.ndarray

    def read(self, rows: np.ndarray) -> list[bytes]:
        """The bytes of these records, in their order."""
        found = []
        with self.path.open("rb") as stream:
            for row in rows:
                stream.seek(int(self.offsets[row]))
                found.append(stream.read(int(self.lengths[row])))
        return found


def records(path: Path) -> Records:
    """Where each record of a file stands.

    Raises:
        DataError: no TFRecord file, packed, empty or cut short, with the number of the record.
    """
    import numpy as np

    offsets, lengths = array("q"), array("q")
    with open_regular(path) as stream:
        if stream.peek(2)[:2] == b"\x1f\x8b":
            raise DataError(f"'{path}' is packed by gzip", help="unpack it: packed records cannot be read one by one")
        size, place = os.fstat(stream.fileno()).st_size, 0
        while place < size:
            length = _length(stream, path, place, size, number=len(offsets))
            offsets.append(place + _HEAD)
            lengths.append(length)
            place += _HEAD + length + _TAIL
            stream.seek(place)
    if not offsets:
        raise DataError(f"'{path}' is empty", help="write some records into it")
    return Records(path, np.frombuffer(offsets, np.int64), np.frombuffer(lengths, np.int64))


def _length(stream: IO[bytes], path: Path, place: int, size: int, *, number: int) -> int:
    head = stream.read(_HEAD)
    if len(head) == _HEAD and _masked(head[:8]) != int.from_bytes(head[8:], "little"):
        what = "is not a TFRecord file" if number == 0 else f"is damaged in record {number}"
        raise DataError(f"'{path}' {what}", help="write it with tf.io.TFRecordWriter")
    length = int.from_bytes(head[:8], "little")
    if len(head) < _HEAD or place + _HEAD + length + _TAIL > size:
        raise DataError(f"'{path}' is cut short in record {number}", help="write it again")
    if length > _LARGEST:
        raise DataError(f"record {number} of '{path}' has {length:,} bytes", help="the limit is 1 GiB")
    return length


def _masked(data: bytes) -> int:
    """The checksum that TFRecord files have: CRC-32C, turned and moved."""
    checksum = 0xFFFFFFFF
    for byte in data:
        checksum = _TABLE[(checksum ^ byte) & 0xFF] ^ (checksum >> 8)
    checksum ^= 0xFFFFFFFF
    return ((checksum >> 15 | checksum << 17) + 0xA282EAD8) & 0xFFFFFFFF


def _table() -> list[int]:
    found = []
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
        found.append(value)
    return found


_TABLE = _table()
