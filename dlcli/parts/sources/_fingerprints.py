"""Data files as they were when they were read, so that a changed one is noticed and named."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from dlcli.ground import digests
from dlcli.ground.errors import DataError
from dlcli.ground.files import refusal

READ_WHOLE_BELOW = 10**9
"""Bytes of all files together: reading more than that would take long."""
MOST_NAMED = 10_000
"""Where there are more, a folder stands for the files in it."""


@dataclass(frozen=True)
class DataFile:
    """A file, or a folder of very many; its path is relative to the source's own folder."""

    path: str
    size: int
    mtime_ns: int
    sha256: str | None
    """None where the bytes were not read: size and time have to do."""

    def content(self) -> list[str | int]:
        """What changes when the content does."""
        return [self.path, self.sha256] if self.sha256 else [self.path, self.size, self.mtime_ns]


def data_files(root: Path, paths: Iterable[Path]) -> tuple[DataFile, ...]:
    """Size, time and digest of each of these files.

    Raises:
        DataError: one of them cannot be read.
    """
    seen = [(path, _status(path)) for path in paths]
    whole = sum(status.st_size for _, status in seen) < READ_WHOLE_BELOW
    files = [
        DataFile(
            _shown(path.relative_to(root)),
            status.st_size,
            status.st_mtime_ns,
            digests.of_file(path) if whole else None,
        )
        for path, status in seen
    ]
    return tuple(files) if len(files) <= MOST_NAMED else tuple(_by_folder(files))


def digest_of(files: Sequence[DataFile]) -> str:
    """One digest that changes when a file does, or is gone, or new."""
    return digests.of_json([each.content() for each in files])


def _by_folder(files: list[DataFile]) -> Iterable[DataFile]:
    for folder, within in groupby(files, lambda each: os.path.dirname(each.path)):
        held = list(within)
        size, newest = sum(each.size for each in held), max(each.mtime_ns for each in held)
        yield DataFile(f"{folder}/ ({len(held)} files)", size, newest, digest_of(held))


def _status(path: Path) -> os.stat_result:
    try:
        return os.stat(path)
    except OSError as problem:
        raise refusal(path, problem, error=DataError) from problem


def _shown(path: Path) -> str:
    """A path as text, whatever bytes are in its name."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
