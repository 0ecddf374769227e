"""Arrays in NPY files: mapped into memory, read where they are needed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dlcli.ground.errors import DataError
from dlcli.ground.files import open_regular
from dlcli.parts.sources import _npy
from dlcli.parts.sources._npy import Header
from dlcli.parts.sources._npz_arrays import refuse_not_finite

if TYPE_CHECKING:
    import numpy as np


def header(path: Path) -> Header:
    """What the header says.

    Raises:
        DataError: no NPY file, damaged, or of a type that networks cannot take.
    """
    with open_regular(path) as stream:
        return _npy.header_of_file(stream, path)


def mapped(path: Path) -> np.ndarray:
    """The array, whose header is checked; every number was looked at once.

    Raises:
        DataError: no NPY file, damaged, of a type that networks cannot take, or a number that is not finite.
    """
    import numpy as np

    if header(path).by_columns:
        raise DataError(f"'{path}' is stored column by column", help="save numpy.ascontiguousarray(x)")
    values: np.ndarray = np.load(path, mmap_mode="r", allow_pickle=False)
    refuse_not_finite(values, f"'{path}'")
    return values
