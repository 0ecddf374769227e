"""What `data.split` says goes together, changes something, and is something that the source has."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.parts.sources._source import Source
from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.rules._subject import Subject
from dlcli.recipe.split import RANDOM, TIME, Split

CODE = "wrong-split"


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Each key of the section against the others, and against the source."""
    for key, message in _wrong(subject):
        yield Diagnostic(CODE, message, subject.place("data", "split", key), "take it out")


def _wrong(subject: Subject) -> Iterator[tuple[str, str]]:
    split, source = subject.recipe.data.split, subject.recipe.data.source
    given = [key for key in ("stratify", "by", "group") if getattr(split, key)]
    if given and not split.validates and split.test is None:
        yield given[0], f"nothing is held back, `{given[0]}` changes nothing"
        return
    if split.fold is not None and split.fold > (split.folds or 0):
        yield "fold", f"there are {split.folds} folds" if split.folds else "there are no folds: `folds: 5`"
    if source.in_time or split.by == TIME:
        yield from _in_time(split, source)
    elif split.column is not None:
        yield from _by_column(split, source)


def _in_time(split: Split, source: Source) -> Iterator[tuple[str, str]]:
    why = f"{source.word} gives windows that overlap" if source.in_time else "the last examples are held back"
    for key in ("stratify", "group", "folds"):
        if getattr(split, key):
            yield key, f"{why}, by time: `{key}` has no say"
    if split.by not in (None, TIME):
        yield "by", f"{why}: chosen otherwise than by time they tell of each other"


def _by_column(split: Split, source: Source) -> Iterator[tuple[str, str]]:
    key = "group" if split.group is not None else "by"
    if split.stratify:
        yield "stratify", f"rows of one {split.column} stay together by `{key}`, classes cannot be kept in shares"
    if split.group is not None and split.by not in (None, RANDOM):
        yield "group", f"rows of one {split.by} stay together already"
    if not source.has_columns:
        yield key, f"{source.word} has no columns to split by"
