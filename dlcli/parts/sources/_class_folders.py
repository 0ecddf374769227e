"""Folders of pictures, one a class: their names, and the files in them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from dlcli.ground.errors import DataError
from dlcli.ground.files import check_folder, refusal

_OF_THE_SYSTEM = frozenset({"thumbs.db", "desktop.ini", "__macosx"})
_SPLITS = frozenset({"train", "training", "val", "valid", "validation", "test", "testing"})


class TooManyNames(Exception):
    """A listing reached the number of names that it may look at."""


class Names:
    """Lists folders until `most` names were seen; without end where `most` is None."""

    def __init__(self, most: int | None = None) -> None:
        self._left = most

    def of(self, folder: Path) -> list[os.DirEntry[str]]:
        """The entries of a folder sorted by name, but hidden ones and those that systems leave behind.

        Raises:
            DataError: it is no folder that can be listed.
            TooManyNames: it is too long.
        """
        check_folder(folder)
        try:
            with os.scandir(folder) as entries:
                found = list(entries if self._left is None else islice(entries, self._left + 1))
        except OSError as problem:
            raise refusal(folder, problem, error=DataError) from problem
        if self._left is not None:
            if len(found) > self._left:
                raise TooManyNames
            self._left -= len(found)
        shown = [entry for entry in found if not entry.name.startswith(".")]
        return sorted((entry for entry in shown if entry.name.lower() not in _OF_THE_SYSTEM), key=_name)


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def class_names(root: Path, names: Names) -> tuple[str, ...]:
    """The names of the class folders, sorted; files beside them are no concern of ours.

    Raises:
        DataError: there is none, or two whose names differ in case alone.
        TooManyNames: the listing is too long.
    """
    found = tuple(entry.name for entry in names.of(root) if entry.is_dir())
    if not found:
        advice = f"put the pictures of each class into a folder of its own: {root}/cat, {root}/dog"
        raise DataError(f"'{root}' holds no folders", help=advice)
    folded: dict[str, str] = {}
    for name in found:
        other = folded.setdefault(name.casefold(), name)
        if other != name:
            raise DataError(f"classes '{other}' and '{name}' in '{root}' differ in case alone", help="rename one")
    return found


def pictures(folder: Path, names: Names) -> Iterator[Path]:
    """The files of one class, sorted.

    Raises:
        DataError: there is none, or a folder among them.
        TooManyNames: the listing is too long.
    """
    entries = names.of(folder)
    if not entries:
        raise DataError(f"class folder '{folder}' is empty", help="put pictures into it, or remove it")
    for entry in entries:
        if entry.is_dir():
            raise DataError(f"class folder '{folder}' holds the folder '{entry.name}'", help=_nested(folder))
        yield Path(entry.path)


def _nested(folder: Path) -> str:
    if folder.name.lower() in _SPLITS:
        return f"if '{folder.name}' is a split, give `path: {folder}`"
    return "put the pictures into the class folder itself"
