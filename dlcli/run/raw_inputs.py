"""Raw examples from files and from stdin: pictures, rows, texts, arrays; one after the other, in their order."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Generator, Iterator, Mapping, Sequence
from pathlib import Path

from dlcli.ground.errors import DataError, UsageError
from dlcli.ground.files import check_folder, read_bytes
from dlcli.parts.sources._arrow_files import ParquetRows
from dlcli.parts.sources._csv_file import CsvFile, opened
from dlcli.parts.sources._picture_files import check_picture
from dlcli.parts.sources._table_paths import PACKED, unpacked
from dlcli.run.described import Taken
from dlcli.run.raw_rows import Raw, of_arrays, of_cells, of_json_lines

STDIN = "-"
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp")
_LONGEST_TEXT = 16 * 2**20


def raw_examples(inputs: Sequence[str], takes: Mapping[str, Taken]) -> Generator[Raw]:
    """The examples of files, folders and `-`, as a model takes them.

    Raises:
        DataError: a file that cannot be read at all.
        UsageError: a file of a kind that does not hold what the model takes.
    """
    for each in inputs:
        if each == STDIN:
            yield from _of_stdin(takes)
        elif Path(each).is_dir():
            yield from _of_folder(Path(each), takes)
        else:
            yield from _of_file(Path(each), takes)


def _only(takes: Mapping[str, Taken]) -> tuple[str, Taken] | None:
    return next(iter(takes.items())) if len(takes) == 1 else None


def _of_file(path: Path, takes: Mapping[str, Taken]) -> Iterator[Raw]:
    # What is packed is named by what is in it.
    suffix = Path(path.stem).suffix.lower() if path.suffix.lower() == PACKED else path.suffix.lower()
    only = _only(takes)
    pictures = [name for name, taken in takes.items() if taken.image]
    if suffix in (".csv", ".txt", ".parquet") and pictures:
        raise UsageError(
            f"the model takes pictures as {pictures[0]}", where=str(path), help="name picture files, or NPZ"
        )
    if suffix == ".csv":
        with opened(path) as file:
            yield from of_cells(file, takes)
    elif suffix in (".jsonl", ".ndjson"):
        with unpacked(path) as stream:
            yield from of_json_lines(stream, path.name, takes)
    elif suffix == ".parquet":
        yield from of_cells(ParquetRows(path), takes)
    elif suffix in (".npz", ".npy") and only is not None:
        yield from of_arrays(path, *only)
    elif only is not None and only[1].image:
        yield _picture(path, *only)
    elif only is not None and only[1].text:
        yield _text(path, only[0])
    else:
        what = ", ".join(takes)
        message = f"'{path}' does not hold what the model takes: {what}"
        raise UsageError(message, where="INPUT", help="give CSV, JSON lines (.jsonl), Parquet, or NPZ")


def _of_folder(folder: Path, takes: Mapping[str, Taken]) -> Iterator[Raw]:
    only = _only(takes)
    if only is None or not (only[1].image or only[1].text):
        raise UsageError(f"'{folder}' is a folder: pictures and texts come in folders", where="INPUT")
    check_folder(folder)
    wanted = _PICTURES if only[1].image else (".txt",)
    for root, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(root) / name
            if path.suffix.lower() in wanted and not name.startswith("."):
                yield _picture(path, *only) if only[1].image else _text(path, only[0])


def _of_stdin(takes: Mapping[str, Taken]) -> Iterator[Raw]:
    only = _only(takes)
    stream = sys.stdin.buffer
    if only is not None and only[1].text:
        for number, line in enumerate(io.TextIOWrapper(stream, "utf-8", errors="replace"), 1):
            yield Raw(str(number), {only[0]: line.rstrip("\r\n")})
        return
    if only is not None and only[1].image:
        raise UsageError("pictures come in files", where="INPUT", help="name the files or their folder")
    buffered = io.BufferedReader(stream.raw) if hasattr(stream, "raw") else io.BufferedReader(io.BytesIO(stream.read()))
    if buffered.peek(1)[:1] == b"{":
        yield from of_json_lines(buffered, "stdin", takes)
    else:
        file = CsvFile(Path("stdin"), buffered)
        yield from of_cells(file, takes)


def _picture(path: Path, feature: str, taken: Taken) -> Raw:
    import tensorflow as tf

    from dlcli.parts.sources._columns import ImageFileColumn

    assert taken.shape is not None
    channels = taken.shape[-1]
    try:
        check_picture(path)
        # A network of four or more channels has no pictures in files.
        if channels not in (1, 3):
            raise UsageError(f"the model takes {channels} channels, a picture in a file has 1 or 3", where=str(path))
        pixels = ImageFileColumn((str(path),), channels).fetch(tf.constant(0, tf.int64))
    except DataError as wrong:
        return Raw(str(path), {}, wrong)
    except tf.errors.OpError:
        return Raw(str(path), {}, DataError(f"'{path}' is damaged", help="replace it, or leave it out"))
    if any(size not in (None, found) for size, found in zip(taken.shape, pixels.shape, strict=True)):
        found, wanted = ("×".join(map(str, each[:2])) for each in (pixels.shape, taken.shape))
        message = f"'{path}' has {found} pixels, the model takes {wanted}"
        return Raw(str(path), {}, DataError(message, help="resize it; or train with a resizing transform"))
    return Raw(str(path), {feature: pixels.numpy()})


def _text(path: Path, feature: str) -> Raw:
    try:
        return Raw(str(path), {feature: read_bytes(path, limit=_LONGEST_TEXT).decode("utf-8-sig")})
    except UnicodeDecodeError:
        return Raw(str(path), {}, DataError(f"'{path}' is not UTF-8", help="save it as UTF-8"))
    except DataError as wrong:
        return Raw(str(path), {}, wrong)
