"""Digests by which a changed data file is noticed."""

from __future__ import annotations

import os
from pathlib import Path

from dlcli.ground import digests
from dlcli.ground.files import open_regular

_READ_WHOLE_BELOW = 10**9


def of_data_file(path: Path) -> str:
    """The digest of a file's bytes; of its size and time alone where reading a gigabyte or more would take long.

    Raises:
        DataError: there is no file that can be read.
    """
    with open_regular(path) as stream:
        status = os.fstat(stream.fileno())
    if status.st_size < _READ_WHOLE_BELOW:
        return digests.of_file(path)
    return digests.of_json([status.st_size, status.st_mtime_ns])
