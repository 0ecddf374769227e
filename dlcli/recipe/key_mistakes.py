"""What is told of keys: one that nobody knows, one that is missing, a word that stands as a key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_origin

from pydantic_core import ErrorDetails

from dlcli.recipe.belongs import home
from dlcli.recipe.diagnostics import Diagnostic, Place, suggestion
from dlcli.recipe.nodes import Mapping, Node, Scalar, at, place_of
from dlcli.recipe.owners import Where, owned
from dlcli.recipe.refusal import Refusal
from dlcli.recipe.subjects import one_of, owner_in_words
from dlcli.recipe.type_words import type_in_words

SECTION_EXAMPLES = {
    "data": "data: {source: animals}",
    "layers": 'layers: [flatten, {type: dense, units: "${data.classes}", activation: softmax}]',
    "source": "source: animals",
}


def without_lost_keys(entries: Iterable[ErrorDetails]) -> list[ErrorDetails]:
    """The mistakes without keys that are only missing because they are misspelt, or one level too deep."""
    found = list(entries)
    elsewhere = set[Where]()
    for entry in found:
        if entry["type"] == "unknown-key":
            *above, key = entry["loc"]
            held = entry["input"] if isinstance(entry["input"], dict) else {}
            elsewhere.update((*above, name) for name in (suggestion(str(key), entry["ctx"]["keys"]), *held) if name)
    return [entry for entry in found if entry["type"] != "missing-key" or entry["loc"] not in elsewhere]


def unknown_key(it: Refusal) -> Diagnostic:
    """A key that its section or word does not have; where it is known elsewhere, that place."""
    owner, part, key = it.context["owner"], it.context["part"], str(it.where[-1])
    keys = [name for name in it.context["keys"] if name != "type"]
    noun = "argument" if part else "key"
    message = f"{owner_in_words(owner)} has no {noun} {key!r}"
    elsewhere = home(it.tree, it.where, of_part=part)
    if elsewhere is not None:
        return Diagnostic("unknown-key", message, it.place(key=True), elsewhere.label, elsewhere.example)
    near = suggestion(key, keys)
    listed = f"{noun}s: {', '.join(keys) or 'none'}"
    label = f"did you mean {near!r}?" if near else listed if part else ""
    help_text = f"dlcli explain {owner}" if part else f"its {listed}"
    return Diagnostic("unknown-key", message, it.place(key=True), label, help_text)


def missing_key(it: Refusal) -> Diagnostic:
    """A key that its section or word cannot be without."""
    owner, key = it.context["owner"], it.context["key"]
    help_text = _choices(it) or (f"dlcli explain {owner}" if it.context["part"] else SECTION_EXAMPLES.get(key))
    holder = it.where[:-1]
    bare = isinstance(at(it.tree, holder), Scalar)
    label = f"write {{type: {owner}, {key}: …}}" if bare and it.context["part"] else f"add {key}: …"
    message = f"{owner_in_words(owner)} needs {key!r}"
    return Diagnostic("missing-key", message, place_of(it.tree, holder), label, help_text)


def _choices(it: Refusal) -> str | None:
    """What may stand there, where it is one of a few words."""
    missing = owned(it.tree, it.where)
    if missing is None or get_origin(missing.field.annotation) is not Literal:
        return None
    return f"{it.where[-1]}: {type_in_words(missing.field)}"


def missing_type(it: Refusal) -> Diagnostic:
    """A part that does not say what it is."""
    kind = it.context["kind"]
    return it.told("missing-type", f"this {one_of(kind)} does not say its type", "add type: …", f"dlcli explain {kind}")


def word_as_key(it: Refusal) -> Diagnostic:
    """`dense: {units: 3}` for `{type: dense, units: 3}`."""
    word, one = it.context["word"], one_of(it.context["kind"])
    message = f"{word!r} stands as a key, it is the type of {'an' if one[0] in 'aeiou' else 'a'} {one}"
    inner = at(it.tree, (*it.where, word))
    keys = [f"{key}: …" for key in inner.entries][:3] if isinstance(inner, Mapping) else []
    written = ", ".join([f"type: {word}", *keys])
    place = _first_key(it.tree, it.where)
    return Diagnostic("word-as-key", message, place, f"write {{{written}}}", f"dlcli explain {word}")


def _first_key(tree: Node, where: Where) -> Place:
    node = at(tree, where)
    entries = getattr(node, "entries", {})
    return place_of(tree, (*where, next(iter(entries))), key=True) if entries else place_of(tree, where)
