"""The content of a large table as files that are mapped into memory: made once, and again when the table changes."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from dlcli.ground import digests
from dlcli.ground.errors import DataError
from dlcli.ground.user_cache import cache_folder, made_once
from dlcli.parts.sources._blocks import Part, Read, as_text
from dlcli.parts.sources._contents import Content, Missing
from dlcli.parts.sources._csv_cells import Words
from dlcli.parts.sources._mapped_texts import MappedTexts, TextsWriter

if TYPE_CHECKING:
    import numpy as np

MOST_IN_MEMORY = 256 * 2**20
"""Bytes; larger content stays in its files, and rows are read when they are needed."""
_VERSION = 3
_FACTS = "content.json"


@dataclass(frozen=True)
class Table:
    """A table in files, and how it is read."""

    paths: tuple[Path, ...]
    read: Read
    where: Callable[[int], str]
    """Where a row stands, counted from 0."""
    empty: str
    """What is said of a table without rows."""
    missing: Missing


def content_of(table: Table, content: Content) -> Content:
    """Fills `content` from the table, or from what an earlier pass over the same files has left.

    Raises:
        DataError: a missing value, a value that is not of its column's kind; with the row and the column.
        ResourceError: there is no room for it.
    """
    final = _folder(table.paths) / f"{_of_files(table)}-{_of_reading(table, content)}"
    made_once(final, partial(_write, table, content))
    return _opened(content, final)


def _folder(paths: tuple[Path, ...]) -> Path:
    return cache_folder("tables") / digests.of_json([str(path.resolve()) for path in paths])[:32]


def _of_files(table: Table) -> str:
    files = [[status.st_size, status.st_mtime_ns] for status in (path.stat() for path in table.paths)]
    return digests.of_json([_VERSION, files])[:16]


def _of_reading(table: Table, content: Content) -> str:
    targets = {name: [target.told, target.separator] for name, target in content.targets.items()}
    return digests.of_json([dict(content.kinds), targets, content.weight, table.missing])[:16]


def _write(table: Table, content: Content, folder: Path) -> None:
    import numpy as np

    content.words = {name: Words() for name, kind in content.kinds.items() if kind not in ("number", "text")}
    columns = [*content.kinds, *content.targets, *([content.weight] if content.weight else [])]
    seen = 0
    with ExitStack() as stack:
        files = {name: stack.enter_context((folder / name).open("wb")) for name in _files(content)}
        pairs = {
            name: [stack.enter_context(path.open("wb")) for path in _of_texts(folder, at)]
            for at, name in _texts(content)
        }
        writers = {name: TextsWriter(*pair) for name, pair in pairs.items()}
        for block in table.read(columns):
            rows = seen + np.arange(len(next(iter(block.values()))))
            part, seen = Part(content, block, rows, table.where), seen + len(rows)
            if table.missing == "drop":
                kept = part.rows_to_keep()
                content.dropped.extend(rows[~kept].tolist())
                filtered = {name: values.filter(kept) for name, values in block.items()}
                part = Part(content, filtered, rows[kept], table.where)
            for name, values in _values(part).items():
                np.ascontiguousarray(values).tofile(files[name])
            for name, writer in writers.items():
                writer.write(as_text(part.block[name]))
            content.rows += len(part.rows)
    if not content.rows:
        raise DataError(table.empty, help="give a file with rows of values")
    facts = {
        "rows": content.rows,
        "missing": content.missing,
        "dropped": content.dropped,
        "words": {name: words.names for name, words in content.words.items()},
        "targets": {name: [target.kind, target.words.names] for name, target in content.targets.items()},
    }
    (folder / _FACTS).write_text(json.dumps(facts), "utf-8")


def _files(content: Content) -> list[str]:
    """The names of the files of numbers: columns are called as people like, and files are not."""
    words = [f"words-{at}" for at, kind in enumerate(content.kinds.values()) if kind not in ("number", "text")]
    return ["numbers", *words, *(f"target-{at}" for at in range(len(content.targets)))]


def _texts(content: Content) -> list[tuple[int, str]]:
    """The columns of text, with their numbers."""
    return [(at, name) for at, (name, kind) in enumerate(content.kinds.items()) if kind == "text"]


def _of_texts(folder: Path, number: int) -> tuple[Path, Path]:
    """The files of a column of text: its letters, and where each text ends."""
    return folder / f"letters-{number}", folder / f"ends-{number}"


def _values(part: Part) -> dict[str, np.ndarray]:
    """What is written into each file."""
    content = part.content
    words = [part.feature_codes(name) for name in content.words]
    targets = [part.target(name) for name in content.targets]
    return dict(zip(_files(content), [part.numbers(), *words, *targets], strict=True))


def _opened(content: Content, folder: Path) -> Content:
    facts = json.loads((folder / _FACTS).read_text("utf-8"))
    content.rows, content.missing, content.dropped = facts["rows"], facts["missing"], facts["dropped"]
    content.kept, files = folder, iter(_files(content))
    content.numbers = _array(folder / next(files), "float64", (content.rows, content.width))
    content.words = {
        name: Words(_array(folder / next(files), "int32", (content.rows,), mapped=content.mapped), names)
        for name, names in facts["words"].items()
    }
    for at, name in _texts(content):
        letters, ends = _of_texts(folder, at)
        size = (letters.stat().st_size,)
        content.texts[name] = MappedTexts(
            letters, _array(letters, "uint8", size, mapped=True), _array(ends, "int64", (content.rows,), mapped=True)
        )
    for name, target in content.targets.items():
        target.kind, names = facts["targets"][name]
        kind = "float64" if target.kind == "number" else "int32"
        values = _array(folder / next(files), kind, (content.rows,), mapped=content.mapped)
        target.numbers, target.words = (values, Words()) if target.kind == "number" else ([], Words(values, names))
    return content


def _array(path: Path, dtype: str, shape: tuple[int, ...], *, mapped: bool = False) -> np.ndarray:
    import numpy as np

    if not path.stat().st_size:
        return np.zeros(shape, dtype)
    values: np.ndarray = np.memmap(path, dtype, "r", shape=shape)
    return values if mapped or values.nbytes > MOST_IN_MEMORY else np.array(values)
