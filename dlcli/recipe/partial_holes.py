"""Holes within longer texts: a hole stands for a whole value; only `${env:NAME}` may be a part of one."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.holes import HOLE, hole_of
from dlcli.recipe.nodes import Mapping, Node, Scalar, Sequence


def partial_holes(node: Node) -> Iterator[Diagnostic]:
    """A mistake for each text that nothing would fill in."""
    if isinstance(node, Mapping):
        for entry in node.entries.values():
            yield from partial_holes(entry.node)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from partial_holes(item)
    elif hole_of(node) is None:
        yield from _within(node)


def _within(node: Scalar) -> Iterator[Diagnostic]:
    names = [name.strip() for name in HOLE.findall(node.value)] if isinstance(node.value, str) else []
    part = next((name for name in names if not name.startswith("env:")), None)
    if part is not None:
        message = f'"${{{part}}}" is part of a longer text here, a hole stands for a whole value'
        help_text = 'inside a path "${env:NAME}" may stand'
        yield Diagnostic("partial-hole", message, node.place, "write the text itself", help_text)
