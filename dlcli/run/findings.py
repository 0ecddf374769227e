"""What is wrong, or odd, with data: found by looking at it before any training."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from dlcli.build.opened import Opened
from dlcli.ground.errors import DataError
from dlcli.parts.sources._columns import ImageFileColumn, TextFileColumn
from dlcli.parts.sources._picture_files import misnamed
from dlcli.run import odd_columns
from dlcli.run.finding import MOST_LOOKED_AT, Finding, Severity, first_rows, listed, taken_columns, values_of

if TYPE_CHECKING:
    import numpy as np

MOST_PICTURES = 5_000
FEW, MANY_TIMES = 10, 10
_FEWER = "add examples, or leave the class out"


def findings(opened: Opened) -> list[Finding]:
    """Everything that is found, errors first."""
    found = [each for look in LOOKS for each in look(opened)]
    order: dict[Severity, int] = {"error": 0, "warning": 1, "note": 2}
    return sorted(found, key=lambda each: order[each.severity])


def _classes(opened: Opened) -> Iterator[Finding]:
    """Classes without examples, with few, or with many more than others."""
    import numpy as np

    for head in opened.checked.heads if opened.checked.recipe.objective.compares == "labels" else ():
        label = opened.loaded.facts.labels[head.label]
        names, values = label.class_names(), opened.loaded.label_values[head.label]
        if names is None or label.kind == "number" or (values.ndim > 1 and label.kind != "multi_label"):
            continue
        of, trained = "" if head.alone else f"{head.label}: ", values[opened.rows["train"]].astype(np.int64)
        counts = trained.sum(0) if trained.ndim > 1 else np.bincount(trained, minlength=len(names))
        none = [name for name, count in zip(names, counts, strict=True) if not count]
        few = [f"{name} ({count})" for name, count in zip(names, counts, strict=True) if 0 < count < FEW]
        if none:
            yield Finding("warning", f"{of}no example of {listed(none)} trains", "leave the class out, or add examples")
        if few:
            yield Finding("warning", f"{of}few examples train: {listed(few)}", _FEWER)
        if counts.min() and counts.max() >= MANY_TIMES * counts.min():
            most, least = names[int(counts.argmax())], names[int(counts.argmin())]
            message = f"{of}{most} has {counts.max() / counts.min():.0f} times the examples of {least}"
            balanced = "loss: {type: …, class_weight: balanced} lets classes count alike"
            yield Finding("warning", message, _FEWER if trained.ndim > 1 else balanced)


def _pictures(opened: Opened) -> Iterator[Finding]:
    """Pictures that cannot be decoded, and how large the others are."""
    import tensorflow as tf

    for _, column in taken_columns(opened):
        if not isinstance(column, ImageFileColumn):
            continue
        every = sorted(int(row) for rows in opened.rows.values() for row in rows)
        sizes = Counter[tuple[int, int]]()
        for row in every[:MOST_PICTURES]:
            try:
                height, width, _ = column.fetch(tf.constant(row, tf.int64)).shape
            except tf.errors.OpError:
                advice = "put a whole one in its place, or take it out of the folder"
                yield Finding("error", f"{column.paths[row]} is cut off, damaged or gone", advice)
            else:
                sizes[height, width] += 1
        others = [f"{column.paths[row]} ({kind})" for row in every[:MOST_PICTURES] if (kind := _misnamed(column, row))]
        if others:
            message = f"pictures of another kind than their names say: {listed(others)}"
            yield Finding(
                "warning", message, "they are read as what they are: rename them, or look where they come from"
            )
        if len(sizes) > 1:
            (least, most) = ("×".join(map(str, pick(sizes))) for pick in (min, max))
            yield Finding("note", f"{len(sizes)} sizes of pictures, from {least} to {most}")
        if len(every) > MOST_PICTURES:
            yield Finding("note", f"the first {MOST_PICTURES:,} of {len(every):,} pictures were decoded")


def _misnamed(column: ImageFileColumn, row: int) -> str | None:
    try:
        return misnamed(Path(column.paths[row]))
    except DataError:
        return None


def _repeated(opened: Opened) -> Iterator[Finding]:
    """Examples that are in several splits, and equal ones with different labels."""
    if opened.loaded.times is not None:
        return
    digests = {split: _digests(opened, first_rows(opened, split)) for split in opened.rows}
    trained = set(digests["train"])
    for split, own in digests.items():
        again = sum(each in trained for each in own) if split != "train" else 0
        if again:
            message = f"{again} of {len(own)} examples of the {split} split are in the training split too"
            advice = "its figures look better than they are: take them out, or keep them together by data.split.group"
            yield Finding("warning", message, advice)
    yield from _contradictions(opened, digests["train"])
    if any(len(rows) > MOST_LOOKED_AT for rows in opened.rows.values()):
        yield Finding("note", f"the first {MOST_LOOKED_AT:,} examples of each split were compared")


def _contradictions(opened: Opened, digests: Sequence[bytes]) -> Iterator[Finding]:
    for head in opened.checked.heads if opened.checked.recipe.objective.compares == "labels" else ():
        values = opened.loaded.label_values[head.label]
        if opened.loaded.facts.labels[head.label].kind == "number" or values.ndim > 1:
            continue
        labels = defaultdict[bytes, dict[int, int]](dict)
        for digest, row in zip(digests, first_rows(opened), strict=True):
            labels[digest].setdefault(int(values[row]), int(row))
        unlike = [sorted(rows.values()) for rows in labels.values() if len(rows) > 1]
        if unlike:
            message = f"{len(unlike)} examples stand there with different labels, such as rows {listed(unlike[0])}"
            yield Finding("warning", message, "look which label is right")


def _digests(opened: Opened, rows: np.ndarray) -> list[bytes]:
    """A digest of all that the network is given of each example."""
    hashes = [blake2b(digest_size=16) for _ in rows]
    for _, column in taken_columns(opened):
        if isinstance(column, ImageFileColumn | TextFileColumn):
            parts: Iterator[bytes] = (_content(column.paths[row]) for row in rows)
        else:
            values = values_of(column, rows)
            parts = (_bytes(one) for each in values for one in (each if column.batched else each[None]))
        for known, part in zip(hashes, parts, strict=True):
            known.update(part + b"\0")
    return [each.digest() for each in hashes]


def _bytes(value: np.ndarray | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.tobytes()


def _content(path: str) -> bytes:
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except OSError:
        return path.encode(errors="replace")


LOOKS: tuple[Callable[[Opened], Iterator[Finding]], ...] = (
    _pictures,
    _classes,
    odd_columns.numbers,
    odd_columns.unseen,
    odd_columns.texts,
    _repeated,
)
