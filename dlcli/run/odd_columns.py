"""What is odd in the columns of data: the same everywhere, twice, missing, large, never seen in training."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING

from dlcli.build.opened import Opened
from dlcli.recipe.transformed import transforms_of
from dlcli.run.finding import Finding, first_rows, listed, taken_columns, values_of

if TYPE_CHECKING:
    import numpy as np

LARGE = 100.0


def numbers(opened: Opened) -> Iterator[Finding]:
    """Columns that never change, that are alike, that lack values; numbers that are large for a network."""
    import numpy as np

    facts = opened.checked.facts.features
    transforms = transforms_of(opened.checked.recipe, opened.checked.facts)
    for name, column in taken_columns(opened):
        feature = facts[name]
        if feature.text or feature.image or feature.shape is None or len(feature.shape) > 1 or not column.batched:
            continue
        values = np.concatenate([np.asarray(each, np.float64) for each in values_of(column, first_rows(opened))])
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
        yield Finding("warning", f"always the same: {listed(constant)}", advice)
    for same in alike.values():
        if len(same) > 1:
            yield Finding("warning", f"the same numbers: {listed(same)}", "keep one of them")
    if missing:
        yield Finding("note", f"numbers are missing, and filled in: {listed(missing)}")


def _large(table: np.ndarray, names: Sequence[str]) -> Iterator[Finding]:
    import numpy as np

    most = np.nanmax(np.abs(table), axis=0)
    large = [f"{name} (up to {value:,.4g})" for name, value in zip(names, most, strict=True) if value > LARGE]
    if large:
        advice = "networks learn best from numbers around 1: add normalization to data.transforms"
        yield Finding("warning", f"large numbers: {listed(large)}", advice)


def texts(opened: Opened) -> Iterator[Finding]:
    """Texts without a word."""
    for name, column in taken_columns(opened):
        feature = opened.checked.facts.features[name]
        if feature.text and feature.kind in (None, "text"):
            texts = [text for each in values_of(column, first_rows(opened)) for text in each.tolist()]
            empty = sum(not text.strip() for text in texts)
            if empty:
                message = f"{empty} of {len(texts)} texts of {name} are empty"
                yield Finding("warning", message, "leave such rows out")


def unseen(opened: Opened) -> Iterator[Finding]:
    """Categories that training never sees."""
    for name, column in taken_columns(opened):
        if opened.checked.facts.features[name].kind != "category":
            continue
        found = {
            split: [text.decode() for each in values_of(column, first_rows(opened, split)) for text in each.tolist()]
            for split in opened.rows
        }
        known = set(found["train"])
        for split, texts in found.items():
            new = [text for text in texts if text not in known]
            if new:
                message = f"{len(new)} of {len(texts)} examples of the {split} split have a {name} that never trains"
                yield Finding("warning", f"{message}: {listed(sorted(set(new)))}", "they count as unknown")
