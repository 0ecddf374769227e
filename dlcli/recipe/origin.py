"""Where each value of a resolved recipe came from: a line of a file, `--set`, or a default."""

from __future__ import annotations

from dataclasses import dataclass

from dlcli.recipe.check import Checked
from dlcli.recipe.compose import OVERRIDE
from dlcli.recipe.diagnostics import Place
from dlcli.recipe.nodes import Mapping, Node, Scalar, Sequence, at, place_of
from dlcli.recipe.resolved import resolved_yaml
from dlcli.recipe.source import parse

DEFAULT = "default"
Where = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the resolved recipe; `origin` is None where it only goes on with the line above."""

    text: str
    origin: str | None


def lines_with_origins(checked: Checked) -> tuple[Line, ...]:
    """The resolved recipe line by line, each with where it came from."""
    text = resolved_yaml(checked)
    begun: dict[int, Where] = {}
    _find_lines(parse(text, "resolved"), (), begun)
    return tuple(
        Line(line, _origin(checked.tree, begun[number]) if number in begun else None)
        for number, line in enumerate(text.splitlines(), start=1)
    )


def _find_lines(node: Node, where: Where, begun: dict[int, Where]) -> None:
    """Notes for each line the first key or row that stands on it."""
    if isinstance(node, Mapping):
        for key, entry in node.entries.items():
            begun.setdefault(entry.key_place.line, (*where, key))
            _find_lines(entry.node, (*where, key), begun)
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            if isinstance(item, Scalar):
                begun.setdefault(item.place.line, (*where, index))
            _find_lines(item, (*where, index), begun)


def _origin(tree: Mapping, where: Where) -> str:
    node = at(tree, where)
    if node is None:
        # A bare word in the recipe is a mapping with its type in what was resolved.
        word = at(tree, where[:-1])
        return _shown(word.place) if where[-1] == "type" and isinstance(word, Scalar) else DEFAULT
    return _shown(node.place if isinstance(node, Scalar) else place_of(tree, where, key=True))


def _shown(place: Place) -> str:
    name = place.source.name
    return OVERRIDE if name == OVERRIDE else f"{name}:{place.line}"
