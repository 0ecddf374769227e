"""Looking into an NPZ file with the standard library alone: the shape and the type of each array in it."""

from __future__ import annotations

import ast
import os
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BufferedReader
from math import prod
from pathlib import Path
from typing import IO

from dlcli.ground.errors import DataError

_MAGIC = b"\x93NUMPY"
_LONGEST_HEADER = 10_000
_MOST_MEMBERS = 10_000
_TYPE = re.compile(r"[<>|=]?([a-zA-Z])(\d*)(\[.*\])?")
_KINDS = {"b": "true or false", "i": "integer", "u": "integer", "f": "float", "U": "text"}
_BEYOND_ZIP = 1_100
"""Deflate makes data at most 1032 times smaller: what claims more is no honest file."""
_SUSPICIOUS = 100
_LARGE = 2**30
UNREADABLE = (zipfile.BadZipFile, zlib.error, ValueError, EOFError, OSError, NotImplementedError, RuntimeError)
"""What reading a damaged, encrypted or strangely packed member raises."""


@dataclass(frozen=True)
class Header:
    """What an array's header says."""

    kind: str
    """NumPy's letter: b true or false, i and u integers, f float, U text."""
    item_bytes: int
    shape: tuple[int, ...]
    by_columns: bool = False
    """Whether the first axis is the one that runs fastest."""

    @property
    def integer(self) -> bool:
        """Whether it holds whole numbers."""
        return self.kind in "iu"

    @property
    def byte(self) -> bool:
        """Whether it holds whole numbers from 0 to 255."""
        return self.kind == "u" and self.item_bytes == 1


def members(stream: BufferedReader, path: Path) -> Mapping[str, zipfile.ZipInfo]:
    """The arrays in an NPZ file, by key.

    Raises:
        DataError: not an NPZ file, or one with more than 10,000 members.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            found = archive.infolist()
    except UNREADABLE:
        advice = "write it with numpy.savez_compressed(path, x=…, y=…)"
        stream.seek(0)
        if stream.read(len(_MAGIC)) == _MAGIC:
            raise DataError(f"'{path}' is a single array (NPY), not an NPZ file", help=advice) from None
        raise DataError(f"'{path}' is not an NPZ file", help=advice) from None
    if len(found) > _MOST_MEMBERS:
        raise DataError(f"'{path}' holds {len(found):,} arrays, the limit is {_MOST_MEMBERS:,}")
    return {info.filename.removesuffix(".npy"): info for info in found}


def header(stream: BufferedReader, path: Path, key: str, info: zipfile.ZipInfo) -> Header:
    """The header of one array, checked against the size that is stored.

    Raises:
        DataError: damaged, of a type that networks cannot take, or larger than what is stored can be.
    """
    what = f"'{key}' in '{path}'"
    try:
        with zipfile.ZipFile(stream) as archive, archive.open(info) as member:
            start, text = _header_text(member)
    except UNREADABLE:
        raise DataError(f"{what} is damaged", help="write the file again") from None
    return _header(what, text, start, stored=info.compress_size, size=info.file_size)


def header_of_file(stream: BufferedReader, path: Path) -> Header:
    """The header of the array in an NPY file, which `stream` stands behind then; checked as in an NPZ file.

    Raises:
        DataError: as of an array in an NPZ file, or no NPY file.
    """
    size = os.fstat(stream.fileno()).st_size
    try:
        start, text = _header_text(stream)
    except UNREADABLE:
        raise DataError(f"'{path}' is not an NPY file", help="write it with numpy.save(path, x)") from None
    return _header(f"'{path}'", text, start, stored=size, size=size)


def _header(what: str, text: str, start: int, *, stored: int, size: int) -> Header:
    try:
        fields = ast.literal_eval(text)
        shape, descr = fields["shape"], fields["descr"]
    except (ValueError, KeyError, TypeError, SyntaxError, MemoryError, RecursionError):
        raise DataError(f"{what} is damaged", help="write the file again") from None
    if not isinstance(shape, tuple) or not all(type(each) is int and each >= 0 for each in shape):
        raise DataError(f"{what} is damaged", help="write the file again")
    kind, item_bytes = _type(what, descr)
    _check_size(what, start, prod(shape) * item_bytes, stored=max(stored, 1), size=size)
    return Header(kind, item_bytes, shape, bool(fields.get("fortran_order")))


def _header_text(member: IO[bytes]) -> tuple[int, str]:
    prefix = member.read(8)
    if prefix[:6] != _MAGIC or prefix[6] not in (1, 2, 3):
        raise ValueError
    width = 2 if prefix[6] == 1 else 4
    length = int.from_bytes(member.read(width), "little")
    if length > _LONGEST_HEADER:
        raise ValueError
    return 8 + width + length, member.read(length).decode("utf-8" if prefix[6] == 3 else "latin-1")


def _type(what: str, descr: object) -> tuple[str, int]:
    match = _TYPE.fullmatch(descr) if isinstance(descr, str) else None
    if match is None:
        advice = "save plain arrays of numbers"
        raise DataError(f"{what} has a structured type", help=advice)
    kind, size = match[1], int(match[2] or 1)
    if kind == "O":
        advice = "save plain arrays: an object array could run code when it is loaded"
        raise DataError(f"{what} is an object array, which is never loaded", help=advice)
    if kind not in _KINDS or (kind == "f" and size not in (2, 4, 8)):
        advice = "save it as float32, or as integers"
        raise DataError(f"{what} has the type '{descr}', which networks cannot take", help=advice)
    return kind, size * 4 if kind == "U" else size


def _check_size(what: str, start: int, declared: int, *, stored: int, size: int) -> None:
    """Refuses an array whose header claims another size than is stored, before memory is set aside for it."""
    advice = "write the file again"
    ratio = declared / stored
    if ratio > _BEYOND_ZIP or (declared > _LARGE and ratio > _SUSPICIOUS):
        message = f"{what} declares {in_words(declared)} and stores {in_words(stored)}"
        raise DataError(message, help="it is damaged, or made to fill the memory")
    if start + declared > size:
        have, want = max(size - start, 0), declared
        raise DataError(f"{what} is cut short: it has {have:,} of {want:,} bytes", help=advice)
    if start + declared < size:
        more = size - start - declared
        raise DataError(f"{what} has {more:,} bytes after its end", help=advice)


def in_words(count: int) -> str:
    """A number of bytes: `3.6 TiB`."""
    size, units = float(count), ["bytes", "KiB", "MiB", "GiB", "TiB"]
    while size >= 1024 and len(units) > 1:
        size /= 1024
        units.pop(0)
    return f"{size:,.0f} bytes" if units[0] == "bytes" else f"{size:,.1f} {units[0]}"
