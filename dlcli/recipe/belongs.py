"""Where a key belongs that stands in the wrong place: `epochs` in training, `learning_rate` in the optimizer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dlcli.parts import shelf
from dlcli.recipe import keys
from dlcli.recipe.model import Recipe
from dlcli.recipe.nodes import Mapping, Node, Scalar, at
from dlcli.recipe.owners import Where
from dlcli.recipe.type_words import kind_of
from dlcli.recipe.words import place_of_kind
from dlcli.recipe.written import in_one_line

_LONGEST = 24


@dataclass(frozen=True)
class Home:
    """A key's right place, and the key there as it would be written."""

    label: str
    example: str


def home(tree: Node, where: Where, *, of_part: bool) -> Home | None:
    """Where the key at the end of a path belongs; None where nothing of its name is known, or too much."""
    key = str(where[-1])
    known = keys.by_path()
    # A row's `steps` are hardly the training's.
    among = _around(key, where) if of_part and ".".join(map(str, where[:-1])) not in known else known
    paths = [path for path in among if path.rpartition(".")[2] == key]
    value = _value(at(tree, where))
    if len(paths) == 1:
        above = paths[0].rpartition(".")[0]
        label = f"belongs in {above}" if above else "belongs at the top of the recipe"
        return Home(label, _nested(paths[0], value))
    if of_part or paths:
        return None
    return next(_in_parts(tree, key, value), None) or _word(key) or _wrapper(at(tree, where))


def _around(key: str, where: Where) -> Iterator[str]:
    """The paths that a key has in the sections around a part."""
    for depth in range(len(where) - 1):
        path = ".".join(map(str, (*where[:depth], key)))
        if path in keys.by_path():
            yield path


def _in_parts(tree: Node, key: str, value: str) -> Iterator[Home]:
    """The parts that the recipe has, or takes by default, and that have an argument of this name."""
    for path, each in keys.by_path().items():
        kind = kind_of(each.field)
        node = at(tree, path.split("."))
        word = at(node, ("type",)) if isinstance(node, Mapping) else node
        written = word.value if isinstance(word, Scalar) and kind and word.value in shelf.words(kind) else None
        chosen = written or each.field.default
        if kind is None or not isinstance(chosen, str):
            continue
        if key in set(shelf.part(kind, chosen).keys()) - {"name", "from"}:
            yield Home(f"belongs in {path}", _nested(path, f"{{type: {chosen}, {key}: {value}}}"))


def _word(key: str) -> Home | None:
    kinds = shelf.kinds_of(key)
    if len(kinds) != 1:
        return None
    path = place_of_kind(kinds[0])
    rows = kinds[0] in ("augmentations", "layers", "metrics", "transforms")
    text = _nested(path, f"[{{type: {key}, …}}]" if rows else f"{{type: {key}, …}}")
    return Home(f"belongs in {path}", text)


def _wrapper(node: Node | None) -> Home | None:
    """What only holds keys of the recipe is one level too many."""
    held = tuple(node.entries) if isinstance(node, Mapping) else ()
    if not held or not set(held) <= set(Recipe.keys()):
        return None
    what = " and ".join((", ".join(held[:-1]), held[-1])) if len(held) > 1 else held[0]
    belong = "belong" if len(held) > 1 else "belongs"
    return Home(f"take it out: {what} {belong} at the top of the recipe", f"{held[0]}: …")


def _nested(path: str, value: str) -> str:
    *above, last = path.split(".")
    text = f"{last}: {value}"
    for step in reversed(above):
        text = f"{step}: {{{text}}}"
    return text


def _value(node: Node | None) -> str:
    text = in_one_line(node.value) if isinstance(node, Scalar) else "…"
    return text if len(text) <= _LONGEST else "…"
