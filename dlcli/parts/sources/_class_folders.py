"""Folders of files, one a class, alone or below folders of splits: their names, and the files in them."""

from __future__ import annotations

import os
from abc import abstractmethod
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import ClassVar

from dlcli.ground.errors import DataError
from dlcli.ground.files import check_folder, refusal
from dlcli.parts.facts import Facts, Feature, Label
from dlcli.parts.fields import DataPath
from dlcli.parts.sources._classes import Classified, listing
from dlcli.parts.sources._columns import ArrayColumn
from dlcli.parts.sources._fingerprints import data_files, digest_of
from dlcli.parts.sources._source import Column, Loaded

_MOST_NAMES = 10_000
_OF_THE_SYSTEM = frozenset({"thumbs.db", "desktop.ini", "__macosx"})
_SPLITS = {
    **dict.fromkeys(("train", "training"), "train"),
    **dict.fromkeys(("val", "valid", "validation"), "validation"),
    **dict.fromkeys(("test", "testing"), "test"),
}


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


class ClassFolders(Classified):
    """A folder of folders, each of which holds the files of one class."""

    what: ClassVar[str]
    """What the files are, in words: `pictures`."""

    path: DataPath
    """The folder, relative to this file."""

    @abstractmethod
    def feature(self) -> tuple[str, Feature]:
        """The name and the facts of what a file becomes."""

    @abstractmethod
    def column(self, paths: Sequence[Path]) -> Column:
        """What is in these files.

        Raises:
            DataError: one of them is none of ours.
        """

    def takes_all(self) -> bool:
        """Whether every file is used."""
        return True

    def sorted_out(self, paths: Sequence[Path]) -> tuple[Sequence[int], tuple[str, ...]]:
        """The numbers of the files that are used, and what to say of the others."""
        return range(len(paths)), ()

    def facts(self) -> Facts:
        names = Names(_MOST_NAMES)
        try:
            roots = self._roots(names)
            chosen = self._chosen(roots, names)
        except TooManyNames:
            return self._facts(self.unread_label(), {"train": None})
        try:
            sizes = {
                split: sum(len(self._files(split, root / name, names)) for name in chosen)
                for split, root in roots.items()
            }
        except TooManyNames:
            return self._facts(self.label(chosen), dict.fromkeys(roots))
        return self._facts(self.label(chosen), sizes if self.takes_all() else dict.fromkeys(sizes))

    def load(self) -> Loaded:
        import numpy as np

        names = Names()
        roots = self._roots(names)
        chosen = self._chosen(roots, names)
        paths, numbers, ends = list[Path](), list[int](), dict[str, range]()
        for split, root in roots.items():
            start = len(paths)
            for number, name in enumerate(chosen):
                found = self._files(split, root / name, names)
                paths += found
                numbers += [number] * len(found)
            ends[split] = range(start, len(paths))
        kept, notes = self.sorted_out(paths)
        if len(kept) < len(paths):
            ends = {
                split: range(*(bisect_left(kept, end) for end in (rows.start, rows.stop)))
                for split, rows in ends.items()
            }
            paths, numbers = [paths[number] for number in kept], [numbers[number] for number in kept]
        feature, _ = self.feature()
        column = self.column(paths)
        files = data_files(Path(self.path), paths)
        labels = np.array(numbers, np.int32)
        return Loaded(
            facts=self._facts(self.label(chosen), {split: len(rows) for split, rows in ends.items()}),
            features={feature: column},
            labels={"label": ArrayColumn(labels)},
            splits={split: np.array(rows, np.int64) for split, rows in ends.items()},
            label_values={"label": labels},
            fingerprint=digest_of(files),
            files=files,
            notes=notes,
        )

    def _roots(self, names: Names) -> Mapping[str, Path]:
        """The folders of the classes by split: the folder itself, or those of the splits that it holds."""
        root = Path(self.path)
        found = [entry.name for entry in names.of(root) if entry.is_dir()]
        splits = {_SPLITS[name.lower()]: root / name for name in found if name.lower() in _SPLITS}
        if "train" not in splits or len(splits) < len(found):
            return {"train": root}
        return {split: splits[split] for split in ("train", "validation", "test") if split in splits}

    def _chosen(self, roots: Mapping[str, Path], names: Names) -> tuple[str, ...]:
        found = class_names(roots["train"], names, self.what)
        chosen = self.chosen(found, of=self.path)
        for split, root in roots.items():
            there = class_names(root, names, self.what) if split != "train" else found
            for name in there if split != "train" else ():
                if name not in found:
                    raise DataError(f"class '{name}' is in '{root}' and not in '{roots['train']}'", help="remove it")
            for name in chosen:
                if name not in there:
                    raise DataError(f"class '{name}' has no folder in '{root}'", help=f"put its {self.what} there")
        return chosen

    def _files(self, split: str, folder: Path, names: Names) -> list[Path]:
        found = list(files_of(folder, names, self.what))
        return found[: self.limit_per_class] if split == "train" else found

    def _facts(self, label: Label, sizes: Mapping[str, int | None]) -> Facts:
        name, feature = self.feature()
        origin = listing(label.names) if label.names else Path(self.path).name
        return Facts({name: feature}, {"label": label}, sizes, f"{self.word}: {origin}")


def class_names(root: Path, names: Names, what: str) -> tuple[str, ...]:
    """The names of the class folders, sorted; files beside them are no concern of ours.

    Raises:
        DataError: there is none, or two whose names differ in case alone.
        TooManyNames: the listing is too long.
    """
    found = tuple(entry.name for entry in names.of(root) if entry.is_dir())
    if not found:
        advice = f"put the {what} of each class into a folder of its own: {root}/cat, {root}/dog"
        raise DataError(f"'{root}' holds no folders", help=advice)
    folded: dict[str, str] = {}
    for name in found:
        other = folded.setdefault(name.casefold(), name)
        if other != name:
            raise DataError(f"classes '{other}' and '{name}' in '{root}' differ in case alone", help="rename one")
    return found


def files_of(folder: Path, names: Names, what: str) -> Iterator[Path]:
    """The files of one class, sorted.

    Raises:
        DataError: there is none, or a folder among them.
        TooManyNames: the listing is too long.
    """
    entries = names.of(folder)
    if not entries:
        raise DataError(f"class folder '{folder}' is empty", help=f"put {what} into it, or remove it")
    for entry in entries:
        if entry.is_dir():
            raise DataError(f"class folder '{folder}' holds the folder '{entry.name}'", help=_nested(folder, what))
        yield Path(entry.path)


def _nested(folder: Path, what: str) -> str:
    if folder.name.lower() in _SPLITS:
        return f"if '{folder.name}' is a split, put nothing but splits beside it, or give `path: {folder}`"
    return f"put the {what} into the class folder itself"
