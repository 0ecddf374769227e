"""Variables and blocks of a recipe's own file that nothing in it uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from dlcli.recipe.diagnostics import Diagnostic, Place
from dlcli.recipe.holes import HOLE
from dlcli.recipe.nodes import Entry, Mapping, Node, Scalar, Sequence


def unused(tree: Mapping, path: Path) -> tuple[Diagnostic, ...]:
    """Warnings for a tree whose holes still stand; what a fragment holds, or a base, may serve other recipes."""
    if "layers" not in tree.entries and "networks" not in tree.entries:
        return ()
    holes, blocks, places = _holes(tree), _used_blocks(tree), Counter(_places(tree))
    found = [
        _never_used(
            "variable",
            name,
            each.key_place,
            code="unused-variable",
            help_text=f'or write "${{{name}}}" where it is meant',
        )
        for name, each in _own(tree, "vars", path)
        # What an alias stands for keeps its place, so an anchor that is used has one that occurs twice.
        if name not in holes and all(places[place] == 1 for place in _places(each.node))
    ]
    # Which block a hole stands for is seen only where it is filled.
    if not any(HOLE.search(name) for name in blocks):
        found += [
            _never_used(
                "block", name, each.key_place, code="unused-block", help_text=f"or write the row {{use: {name}}}"
            )
            for name, each in _own(tree, "blocks", path)
            if name not in blocks
        ]
    return tuple(found)


def _never_used(kind: str, name: str, place: Place, *, code: str, help_text: str) -> Diagnostic:
    message = f"nothing uses the {kind} {name!r}"
    return Diagnostic(code, message, place, "take it out", help_text, severity="warning")


def _own(tree: Mapping, section: str, path: Path) -> Iterator[tuple[str, Entry]]:
    entry = tree.entries.get(section)
    if entry is not None and isinstance(entry.node, Mapping):
        for name, each in entry.node.entries.items():
            if each.key_place.source.name == str(path):
                yield name, each


def _holes(node: Node) -> set[str]:
    if isinstance(node, Scalar):
        return {name.strip() for name in HOLE.findall(node.value)} if isinstance(node.value, str) else set()
    return set[str]().union(*(_holes(each) for each in _below(node)))


def _places(node: Node) -> Iterator[Place]:
    yield node.place
    for each in _below(node):
        yield from _places(each)


def _used_blocks(node: Node) -> set[str]:
    """The names behind `use`, also within blocks."""
    found = set[str]().union(*(_used_blocks(each) for each in _below(node)))
    used = node.entries.get("use") if isinstance(node, Mapping) else None
    if used is not None and isinstance(used.node, Scalar):
        found.add(str(used.node.value))
    return found


def _below(node: Node) -> list[Node]:
    if isinstance(node, Mapping):
        return [entry.node for entry in node.entries.values()]
    return list(node.items) if isinstance(node, Sequence) else []
