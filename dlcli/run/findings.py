"""What is wrong, or odd, with data: found by looking at it before any training."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Literal

from dlcli.build.opened import Opened
from dlcli.parts.sources._columns import ImageFileColumn, TextFileColumn
from dlcli.parts.sources._source import Column
from dlcli.recipe.transformed import transforms_of

if TYPE_CHECKING:
    import numpy as np

MOST_LOOKED_AT = 50_000
"""Examples of a split; a note says where there are more."""
MOST_PICTURES = 5_000
FEW, MANY_TIMES = 10, 10
LARGE = 100.0
_AT_ONCE, _SHOWN = 1024, 5
_FEWER = "add examples, or leave the class out"

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True)
class Finding:
    """Something that a person should know before training; an error would stop it."""

    severity: Severity
    message: str
    help: str = ""


def findings(opened: Opened) -> list[Finding]:
    """Everything that is found, errors first."""
    found = [each for look in LOOKS for each in look(opened)]
    order: dict[Severity, int] = {"error": 0, "warning": 1, "note": 2}
    return sorted(found, key=lambda each: order[each.severity])


def _taken(opened: Opened) -> Iterator[tuple[str, Column]]:
    """The features that the networks take, those of a table one by one, before their transforms."""
    columns, features = opened.columns(), opened.checked.facts.features
    for name in opened.checked.taken():
        if features[name].columns or not features[name].beside:
            yield name, columns[name]
        yield from ((part, columns[part]) for part in features[name].beside)


def _first(opened: Opened, split: str = "train", most: int = MOST_LOOKED_AT) -> np.ndarray:
    return opened.rows[split][:most]


def values_of(column: Column, rows: np.ndarray) -> Iterator[np.ndarray]:
    """The raw values of rows, some at a time."""
    import tensorflow as tf

    for start in range(0, len(rows), _AT_ONCE if column.batched else 1):
        chosen = rows[start : start + _AT_ONCE] if column.batched else rows[start]
        yield column.fetch(tf.constant(chosen, tf.int64)).numpy()


def _classes(opened: Opened) -> Iterator[Finding]:
    """Classes without examples, with few, or with many more than others."""
    import numpy as np

    for head in opened.checked.heads if opened.checked.recipe.objective.compares == "labels" else ():
        label = opened.loaded.facts.labels[head.label]
        names, values = label.class_names(), opened.loaded.label_values[head.label]
        if names is None or label.kind == "number" or values.ndim > 1:
            continue
        of = "" if head.alone else f"{head.label}: "
        counts = np.bincount(values[opened.rows["train"]].astype(np.int64), minlength=len(names))
        none = [name for name, count in zip(names, counts, strict=True) if not count]
        few = [f"{name} ({count})" for name, count in zip(names, counts, strict=True) if 0 < count < FEW]
        if none:
            yield Finding(
                "warning", f"{of}no example of {_listed(none)} trains", "leave the class out, or add examples"
            )
        if few:
            yield Finding("warning", f"{of}few examples train: {_listed(few)}", _FEWER)
        if counts.min() and counts.max() >= MANY_TIMES * counts.min():
            most, least = names[int(counts.argmax())], names[int(counts.argmin())]
            message = f"{of}{most} has {counts.max() / counts.min():.0f} times the examples of {least}"
            yield Finding("warning", message, "loss: {type: …, class_weight: balanced} lets classes count alike")


def _numbers(opened: Opened) -> Iterator[Finding]:
    """Columns that never change, that are alike, that lack values; numbers that are large for a network."""
    import numpy as np

    facts = opened.checked.facts.features
    transforms = transforms_of(opened.checked.recipe, opened.checked.facts)
    for name, column in _taken(opened):
        feature = facts[name]
        if feature.text or feature.image or feature.shape is None or len(feature.shape) > 1 or not column.batched:
            continue
        values = np.concatenate([np.asarray(each, np.float64) for each in values_of(column, _first(opened))])
        table = values.reshape(len(values), -1)
        names = feature.columns or (name,) if table.shape[1] == len(feature.columns or (name,)) else ()
        called = [names[at] if names else f"{name}[{at}]" for at in range(table.shape[1])]
        yield from _odd_columns(table, called)
        if not transforms.get(name):
            yield from _large(table, called)


def _odd_columns(table: np.ndarray, names: Sequence[str]) -> Iterator[Finding]:
    import numpy as np

    alike = defaultdict[bytes, list[str]](list)
    constant, missing = [], []
    for name, values in zip(names, table.T, strict=True):
        there = values[~np.isnan(values)]
        if len(there) < len(values):
            missing.append(f"{name} ({100 * (1 - len(there) / len(values)):.1f} %)")
        if len(there) and (there == there[0]).all():
            constant.append(name)
        else:
            alike[blake2b(values.tobytes()).digest()].append(name)
    if constant:
        advice = "it tells the network nothing: leave it out, by `columns` of a table"
        yield Finding("warning", f"always the same: {_listed(constant)}", advice)
    for same in alike.values():
        if len(same) > 1:
            yield Finding("warning", f"the same numbers: {_listed(same)}", "keep one of them")
    if missing:
        yield Finding("note", f"numbers are missing, and filled in: {_listed(missing)}")


def _large(table: np.ndarray, names: Sequence[str]) -> Iterator[Finding]:
    import numpy as np

    most = np.nanmax(np.abs(table), axis=0)
    large = [f"{name} (up to {value:,.4g})" for name, value in zip(names, most, strict=True) if value > LARGE]
    if large:
        advice = "networks learn best from numbers around 1: add normalization to data.transforms"
        yield Finding("warning", f"large numbers: {_listed(large)}", advice)


def _texts(opened: Opened) -> Iterator[Finding]:
    """Texts without a word."""
    for name, column in _taken(opened):
        feature = opened.checked.facts.features[name]
        if feature.text and feature.kind in (None, "text"):
            texts = [text for each in values_of(column, _first(opened)) for text in each.tolist()]
            empty = sum(not text.strip() for text in texts)
            if empty:
                message = f"{empty} of {len(texts)} texts of {name} are empty"
                yield Finding("warning", message, "leave such rows out")


def _unseen(opened: Opened) -> Iterator[Finding]:
    """Categories that training never sees."""
    for name, column in _taken(opened):
        if opened.checked.facts.features[name].kind != "category":
            continue
        found = {
            split: [text.decode() for each in values_of(column, _first(opened, split)) for text in each.tolist()]
            for split in opened.rows
        }
        known = set(found["train"])
        for split, texts in found.items():
            new = [text for text in texts if text not in known]
            if new:
                message = f"{len(new)} of {len(texts)} examples of the {split} split have a {name} that never trains"
                yield Finding("warning", f"{message}: {_listed(sorted(set(new)))}", "they count as unknown")


def _pictures(opened: Opened) -> Iterator[Finding]:
    """Pictures that cannot be decoded, and how large the others are."""
    import tensorflow as tf

    for _, column in _taken(opened):
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
        if len(sizes) > 1:
            (least, most) = ("×".join(map(str, pick(sizes))) for pick in (min, max))
            yield Finding("note", f"{len(sizes)} sizes of pictures, from {least} to {most}")
        if len(every) > MOST_PICTURES:
            yield Finding("note", f"the first {MOST_PICTURES:,} of {len(every):,} pictures were decoded")


def _repeated(opened: Opened) -> Iterator[Finding]:
    """Examples that are in several splits, and equal ones with different labels."""
    if opened.loaded.times is not None:
        return
    digests = {split: _digests(opened, _first(opened, split)) for split in opened.rows}
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
        for digest, row in zip(digests, _first(opened), strict=True):
            labels[digest].setdefault(int(values[row]), int(row))
        unlike = [sorted(rows.values()) for rows in labels.values() if len(rows) > 1]
        if unlike:
            message = f"{len(unlike)} examples stand there with different labels, such as rows {_listed(unlike[0])}"
            yield Finding("warning", message, "look which label is right")


def _digests(opened: Opened, rows: np.ndarray) -> list[bytes]:
    """A digest of all that the network is given of each example."""
    hashes = [blake2b(digest_size=16) for _ in rows]
    for _, column in _taken(opened):
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


def _listed(names: Sequence[object]) -> str:
    shown = ", ".join(map(str, names[:_SHOWN]))
    return f"{shown} and {len(names) - _SHOWN} more" if len(names) > _SHOWN else shown


LOOKS: tuple[Callable[[Opened], Iterator[Finding]], ...] = (
    _pictures,
    _classes,
    _numbers,
    _unseen,
    _texts,
    _repeated,
)
