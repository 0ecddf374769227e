"""A first recipe for data: what the data is, by looking at it, and a sensible network for it."""

from __future__ import annotations

import os
from pathlib import Path
from shlex import quote

from dlcli.ground import atomic
from dlcli.ground.errors import UsageError
from dlcli.recipe.drafts import _arrays, _folders, _tables
from dlcli.recipe.drafts._draft import Draft

_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp")


def write_draft(data: Path, file: Path | None, *, target: str | None = None, window: int | None = None) -> Path:
    """Writes a recipe for the data at a path, to `NAME.yaml` in the current folder where no file is given.

    `target` is the column of a table that is predicted; `window` makes a series of it.

    Raises:
        UsageError: the data is of no kind that is known, or the file is there already.
        DataError: the data cannot be read.
    """
    file = file or Path(f"{_plain(data.resolve().stem)}.yaml")
    if os.path.lexists(file):
        raise UsageError(f"'{file}' is there already", help="give the new recipe another name")
    path = os.path.relpath(data.resolve(), file.resolve().parent)
    draft = _draft(data, path, target=target, window=window)
    atomic.write_text(file, f"# {draft.summary}\n# dlcli train {quote(str(file))}\n\n{draft.body}")
    return file


def _draft(data: Path, path: str, *, target: str | None, window: int | None) -> Draft:
    suffix = data.suffix.lower()
    if suffix in (".csv", *_tables.JSON_LINES):
        return _of_table(data, path, target, window)
    if target is not None or window is not None:
        raise UsageError("--target and --window are of a table", where=str(data), help="leave them out")
    if suffix == ".npz":
        return _arrays.of_npz(data, path)
    if data.is_dir():
        names = [name.lower() for _, _, names in os.walk(data) for name in names]
        if any(name.endswith(_PICTURES) for name in names):
            return _folders.of_pictures(data, path)
        if any(name.endswith(".txt") for name in names):
            return _folders.of_texts(data, path)
    if not data.exists():
        raise UsageError("there is nothing here", where=str(data), help="give the path of the data")
    raise UsageError(
        "this is no data that a recipe can be drafted for",
        where=str(data),
        help="give a folder of class folders with pictures or texts (.txt), a CSV, JSON lines or an NPZ file",
    )


def _of_table(data: Path, path: str, target: str | None, window: int | None) -> Draft:
    if target is None:
        raise UsageError("which column is predicted?", where="--target", help=_tables.columns_of(data))
    if window is None:
        return _tables.of_table(data, path, target)
    if data.suffix.lower() != ".csv":
        raise UsageError("a series is a CSV file", where="--window", help="leave it out, or write the rows as CSV")
    return _tables.of_series(data, path, target, window)


def _plain(name: str) -> str:
    return "".join(each if each.isascii() and (each.isalnum() or each in "_-") else "_" for each in name) or "recipe"
