"""The differences of two resolved recipes, by path."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from dlcli.recipe.check import Checked
from dlcli.recipe.resolved import resolved
from dlcli.recipe.written import in_one_line

Row = dict[str, Any]
Where = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A path with its value in both recipes; None where a recipe has nothing there."""

    path: str
    before: str | None
    after: str | None
    where: Where = field(default=(), compare=False)
    """The same path with the numbers of rows, as the other recipe has them; () where it has nothing there."""


def differences(one: Checked, other: Checked) -> tuple[Difference, ...]:
    """What changes from one recipe to the other, in the order of the recipe."""
    return tuple(_between(resolved(one), resolved(other), "", ()))


def _between(one: Any, other: Any, path: str, where: Where) -> Iterator[Difference]:
    if isinstance(one, dict) and isinstance(other, dict) and not (_is_word(one) and _is_word(other)):
        for key in [*one, *(key for key in other if key not in one)]:
            below = f"{path}.{key}" if path else key
            if key not in one or key not in other:
                yield Difference(below, _shown(one, key), _shown(other, key), (*where, key) if key in other else ())
            else:
                yield from _between(one[key], other[key], below, (*where, key))
    elif _are_rows(one) and _are_rows(other):
        yield from _between_rows(one, other, path, where)
    elif one != other or isinstance(one, bool) != isinstance(other, bool):
        yield Difference(path, in_one_line(one), in_one_line(other), where)


def _shown(values: Row, key: str) -> str | None:
    return in_one_line(values[key]) if key in values else None


def _is_word(value: Row) -> bool:
    return list(value) == ["type"]


def _are_rows(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) and "type" in item for item in value)


def _between_rows(one: list[Row], other: list[Row], path: str, where: Where) -> Iterator[Difference]:
    before, after = _labels(one), _labels(other)
    for left, right in _pairs(one, other):
        if left is None and right is not None:
            yield Difference(f"{path}.{after[right]}", None, in_one_line(other[right]), (*where, right))
        elif right is None and left is not None:
            yield Difference(f"{path}.{before[left]}", in_one_line(one[left]), None)
        elif left is not None and right is not None:
            yield from _between(one[left], other[right], f"{path}.{before[left]}", (*where, right))


def _labels(rows: list[Row]) -> list[str]:
    """What each row is called in paths: its name, or its word, numbered from the second on."""
    found: list[str] = []
    seen: dict[str, int] = {}
    for row in rows:
        word = str(row.get("name") or row.get("block") or row["type"])
        seen[word] = seen.get(word, 0) + 1
        found.append(word if seen[word] == 1 else f"{word}_{seen[word]}")
    return found


def _pairs(one: list[Row], other: list[Row]) -> Iterator[tuple[int | None, int | None]]:
    """Rows that belong together: equal ones, and between these, in order, those of the same name or word."""
    texts = [[json.dumps(row, sort_keys=True) for row in rows] for rows in (one, other)]
    words = [[str(row.get("name") or row["type"]) for row in rows] for rows in (one, other)]
    for same, left, right in _runs(*texts):
        if same:
            yield from zip(left, right, strict=True)
            continue
        inner = _runs([words[0][at] for at in left], [words[1][at] for at in right])
        for alike, first, second in inner:
            ours, theirs = [left[at] for at in first], [right[at] for at in second]
            if alike:
                yield from zip(ours, theirs, strict=True)
            else:
                yield from ((at, None) for at in ours)
                yield from ((None, at) for at in theirs)


def _runs(one: list[str], other: list[str]) -> Iterator[tuple[bool, range, range]]:
    for kind, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        yield kind == "equal", range(a, b), range(c, d)
