"""The files of a table: one, all those of a folder, or all that are like a pattern."""

from __future__ import annotations

import glob
import gzip
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from dlcli.ground.errors import DataError
from dlcli.ground.files import open_regular

PACKED = ".gz"


def files_of(path: str, suffixes: tuple[str, ...]) -> tuple[Path, ...]:
    """The files, in the order of their names; a path at which there is nothing stays as it is.

    Raises:
        DataError: a folder without such files, a pattern that nothing is like.
    """
    whole = Path(path)
    if whole.is_dir():
        endings = (*suffixes, *(f"{suffix}{PACKED}" for suffix in suffixes))
        found = [each for each in sorted(whole.iterdir()) if each.name.endswith(endings) and each.name[0] != "."]
        if not found:
            raise DataError(f"'{path}' has no file that ends with {' or '.join(suffixes)}", help="name the files")
        return tuple(found)
    if not whole.exists() and glob.has_magic(path):
        named = [Path(each) for each in sorted(glob.glob(path, recursive=True)) if Path(each).is_file()]
        if not named:
            raise DataError(f"no file is like '{path}'", help="check the pattern")
        return tuple(named)
    return (whole,)


@contextmanager
def unpacked(path: Path) -> Iterator[BufferedReader]:
    """A file's bytes, those of a `.gz` file unpacked as they are read.

    Raises:
        DataError: there is no file that can be read.
    """
    with open_regular(path) as stream:
        if path.suffix == PACKED:
            yield BufferedReader(gzip.GzipFile(fileobj=stream))
        else:
            yield stream


def size_of(path: Path) -> int:
    """Its bytes.

    Raises:
        DataError: there is no file that can be read.
    """
    with open_regular(path) as stream:
        return os.fstat(stream.fileno()).st_size
