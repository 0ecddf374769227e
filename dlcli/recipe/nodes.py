"""The tree of a YAML text: values, lists and mappings that know where they stand."""

from __future__ import annotations

from collections import abc
from dataclasses import dataclass, replace

from dlcli.recipe.diagnostics import Place


@dataclass(slots=True)
class Scalar:
    """One value; `quoted` where it was written in quotes or as a block of text."""

    value: str | int | float | bool | None
    place: Place
    quoted: bool


@dataclass(slots=True)
class Sequence:
    """A list; its place is the brackets, or the first dash."""

    items: list[Node]
    place: Place


@dataclass(slots=True)
class Entry:
    """What stands below a key, and where the key stands."""

    key_place: Place
    node: Node


@dataclass(slots=True)
class Mapping:
    """Keys and what they hold, in the order of the text; its place is its first key, or its empty braces."""

    entries: dict[str, Entry]
    place: Place


Node = Scalar | Sequence | Mapping
PlainValue = str | int | float | bool | None | list["PlainValue"] | dict[str, "PlainValue"]


def plain(node: Node) -> PlainValue:
    """Return the node as dictionaries, lists and values."""
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [plain(item) for item in node.items]
        case Mapping():
            return {key: plain(entry.node) for key, entry in node.entries.items()}


def copied(node: Node) -> Node:
    """Return a tree of its own, so that a change in one use of an alias leaves the others alone."""
    match node:
        case Scalar():
            return replace(node)
        case Sequence():
            return Sequence([copied(item) for item in node.items], node.place)
        case Mapping():
            entries = {key: Entry(entry.key_place, copied(entry.node)) for key, entry in node.entries.items()}
            return Mapping(entries, node.place)


def shown(node: Node) -> str:
    """The node as a message shows it: a value as it would be written, at most 40 characters of it."""
    match node:
        case Sequence():
            return f"a list of {len(node.items)}"
        case Mapping():
            return "a mapping"
        case Scalar():
            text = repr(node.value) if isinstance(node.value, str) else str(node.value)
            written = {"None": "null", "True": "true", "False": "false"}.get(text, text)
            return written if len(written) <= 40 else written[:39] + "…"


def size_and_depth(node: Node) -> tuple[int, int]:
    """Return how many nodes a tree has, and how many lists and mappings lie inside one another."""
    match node:
        case Scalar():
            return 1, 0
        case Sequence():
            below = [size_and_depth(item) for item in node.items]
        case Mapping():
            below = [size_and_depth(entry.node) for entry in node.entries.values()]
    return 1 + sum(size for size, _ in below), 1 + max((depth for _, depth in below), default=0)


def _step(node: Node, step: str | int) -> Entry | Node | None:
    if isinstance(node, Mapping):
        return node.entries.get(str(step))
    if isinstance(node, Sequence) and isinstance(step, int) and 0 <= step < len(node.items):
        return node.items[step]
    return None


def at(node: Node, path: abc.Sequence[str | int]) -> Node | None:
    """Return what stands at the path of keys and row numbers (from 0), or None."""
    for step in path:
        found = _step(node, step)
        if found is None:
            return None
        node = found.node if isinstance(found, Entry) else found
    return node


def place_of(node: Node, path: abc.Sequence[str | int], *, key: bool = False) -> Place:
    """Return the deepest place that exists along the path; `key` asks for the key of the last step, not its value."""
    for number, step in enumerate(path, start=1):
        found = _step(node, step)
        if found is None:
            break
        if key and number == len(path) and isinstance(found, Entry):
            return found.key_place
        node = found.node if isinstance(found, Entry) else found
    return node.place
