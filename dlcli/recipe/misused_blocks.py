"""Rows that name a block as if it were a layer: `{type: tower}` for `{use: tower}`."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.parts import shelf
from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.nodes import Mapping, Node, Scalar, Sequence

_WITH_ROWS = ("layers", "networks", "blocks")
_NO_ROWS = ("from", "with", "defaults")
"""Lists in these hold names of rows, and whatever a hole takes."""


def misused_blocks(tree: Mapping) -> Iterator[Diagnostic]:
    """Each row of the recipe that should say `use`."""
    blocks = tree.entries.get("blocks")
    if blocks is None or not isinstance(blocks.node, Mapping):
        return
    names = frozenset(blocks.node.entries) - frozenset(shelf.words("layers"))
    for section in _WITH_ROWS:
        if section in tree.entries and names:
            yield from _below(tree.entries[section].node, names)


def _below(node: Node, names: frozenset[str]) -> Iterator[Diagnostic]:
    if isinstance(node, Mapping):
        for key, entry in node.entries.items():
            if key not in _NO_ROWS:
                yield from _below(entry.node, names)
    elif isinstance(node, Sequence):
        for item in node.items:
            told = _told(item, names)
            yield from [told] if told else _below(item, names)


def _told(row: Node, names: frozenset[str]) -> Diagnostic | None:
    if isinstance(row, Scalar):
        return _as_word(row, row, names)
    if not isinstance(row, Mapping) or "use" in row.entries:
        return None
    if "type" in row.entries:
        return _as_word(row, row.entries["type"].node, names)
    entry = row.entries.get("block")
    if entry is None or not isinstance(entry.node, Scalar) or entry.node.value not in names:
        return None
    message = f"a row has no key 'block', a block stands in a row as use: {entry.node.value}"
    return Diagnostic("unknown-key", message, entry.key_place, _advice(row, str(entry.node.value)), "dlcli explain use")


def _as_word(row: Node, word: Node, names: frozenset[str]) -> Diagnostic | None:
    if not isinstance(word, Scalar) or word.value not in names:
        return None
    message = f"there is no layer {word.value!r}, it is a block"
    return Diagnostic("unknown-word", message, word.place, _advice(row, str(word.value)), "dlcli explain use")


def _advice(row: Node, name: str) -> str:
    more = isinstance(row, Mapping) and len(row.entries) > 1
    return f"write {{use: {name}{', …' if more else ''}}}"
