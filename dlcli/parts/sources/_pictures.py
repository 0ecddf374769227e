"""Pictures in files that a source names: which are usable, and what becomes of the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from dlcli.ground.errors import DataError
from dlcli.parts.sources._columns import ImageFileColumn
from dlcli.parts.sources._picture_files import check_picture

OnBadRecord = Literal["error", "skip"]
MOST_BAD = 0.1
"""Where more pictures than this share are bad, something else is wrong with the data."""
_SHOWN = 3


def check_pictures(paths: Sequence[Path], where: Callable[[int], str] | None = None) -> None:
    """Looks at the beginning of each picture; `where` says which row names it.

    Raises:
        DataError: one is missing, no picture, or too large.
    """
    for number, path in enumerate(paths):
        try:
            check_picture(path)
        except DataError as error:
            if where is not None and not error.where:
                error.where = where(number)
            raise


def usable(paths: Sequence[Path], channels: int, of: str) -> tuple[list[int], tuple[str, ...]]:
    """The numbers of the pictures that can be decoded, which each is for that; and what to say of the others.

    Raises:
        DataError: too many of them cannot.
    """
    import tensorflow as tf

    column, kept = ImageFileColumn(tuple(map(str, paths)), channels), list[int]()
    for number, path in enumerate(paths):
        try:
            check_picture(path)
            column.fetch(tf.constant(number, tf.int64))
        except (DataError, tf.errors.OpError):
            continue
        kept.append(number)
    if len(kept) == len(paths):
        return kept, ()
    bad = sorted(set(range(len(paths))) - set(kept))
    shown = ", ".join(str(paths[number]) for number in bad[:_SHOWN]) + (", …" if len(bad) > _SHOWN else "")
    told = f"{len(bad)} of {len(paths)} pictures of '{of}' are damaged"
    if len(bad) > MOST_BAD * len(paths):
        raise DataError(f"{told}: {shown}", help="that is more than are left out: look at the files")
    return kept, (f"{told} and left out: {shown}",)
