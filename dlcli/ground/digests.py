"""SHA-256 digests, as 64 hexadecimal digits."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from dlcli.ground.errors import DataError, DlcliError
from dlcli.ground.files import open_regular, refusal


def of_bytes(data: bytes) -> str:
    """The digest of these bytes."""
    return hashlib.sha256(data).hexdigest()


def of_file(path: Path, *, error: type[DlcliError] = DataError) -> str:
    """The digest of a file's bytes, read in pieces.

    Raises:
        DlcliError: of the given type, if there is no file that can be read.
    """
    with open_regular(path, error=error) as stream:
        try:
            return hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as problem:
            raise refusal(path, problem, error=error) from problem


def of_json(value: object) -> str:
    """The digest of a JSON value in one form: keys sorted, no spaces, ASCII.

    Raises:
        ValueError: for a number that JSON lacks (NaN, infinity).
        TypeError: for what JSON lacks.
    """
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return of_bytes(text.encode("ascii"))
