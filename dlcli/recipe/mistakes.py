"""Turns what pydantic and the parts refuse into diagnostics: place, rule, value, what was probably meant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from dlcli.recipe.diagnostics import Diagnostic, Place, suggestion
from dlcli.recipe.likely import likely
from dlcli.recipe.nodes import Mapping, Node, Scalar, at, place_of, shown
from dlcli.recipe.subjects import one_of, owner_in_words, subject
from dlcli.recipe.unions import one_for_each_value

Where = tuple[str | int, ...]

_EXPECTED = {
    "bool_type": "true or false",
    "string_type": "text",
    "int_type": "a whole number",
    "float_type": "a number",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping of keys",
    "tuple_type": "a list",
}


def diagnostics_of(error: ValidationError, tree: Node, under: Where = ()) -> list[Diagnostic]:
    """Each mistake of a validation, at its place in the tree."""
    entries = list(one_for_each_value(error.errors(include_url=False), tree, under))
    misspelt = {
        (*entry["loc"][:-1], suggestion(str(entry["loc"][-1]), entry["ctx"]["keys"]))
        for entry in entries
        if entry["type"] == "unknown-key"
    }
    # A key that is missing because it is misspelt is one mistake, not two.
    told = [entry for entry in entries if entry["type"] != "missing-key" or entry["loc"] not in misspelt]
    return [_diagnostic(entry, tree, under) for entry in told]


def _diagnostic(entry: ErrorDetails, tree: Node, under: Where) -> Diagnostic:
    refusal = _Refusal(entry, dict(entry.get("ctx", {})), tree, (*under, *entry["loc"]))
    return _MAKERS.get(entry["type"], _plain)(refusal)


@dataclass(frozen=True)
class _Refusal:
    """What pydantic says of one mistake, and where in the tree it stands."""

    entry: ErrorDetails
    context: dict[str, Any]
    tree: Node
    where: Where

    def place(self, *more: str | int, key: bool = False) -> Place:
        """The place of the value at fault, or of its key."""
        return place_of(self.tree, (*self.where, *more), key=key)

    def told(self, code: str, message: str, label: str = "", help: str | None = None) -> Diagnostic:
        """The mistake at the value's place."""
        return Diagnostic(code, message, self.place(), label, help)

    def got(self) -> str:
        """The value, as a message shows it."""
        return _shown(self.tree, self.where, self.entry["input"])


def _unknown_key(it: _Refusal) -> Diagnostic:
    owner, part, key = it.context["owner"], it.context["part"], str(it.where[-1])
    keys = [name for name in it.context["keys"] if name != "type"]
    noun = "argument" if part else "key"
    near = suggestion(key, keys)
    listed = f"{noun}s: {', '.join(keys) or 'none'}"
    label = f"did you mean {near!r}?" if near else listed if part else ""
    help_text = f"dlcli explain {owner}" if part else f"its {listed}"
    message = f"{owner_in_words(owner)} has no {noun} {key!r}"
    return Diagnostic("unknown-key", message, it.place(key=True), label, help_text)


def _missing_key(it: _Refusal) -> Diagnostic:
    owner, key = it.context["owner"], it.context["key"]
    help_text = f"dlcli explain {owner}" if it.context["part"] else _SECTION_EXAMPLES.get(key)
    holder = it.where[:-1]
    bare = isinstance(at(it.tree, holder), Scalar)
    label = f"write {{type: {owner}, {key}: …}}" if bare and it.context["part"] else f"add {key}: …"
    return Diagnostic(
        "missing-key", f"{owner_in_words(owner)} needs {key!r}", place_of(it.tree, holder), label, help_text
    )


_SECTION_EXAMPLES = {
    "data": "data: {source: animals}",
    "layers": 'layers: [flatten, {type: dense, units: "${data.classes}", activation: softmax}]',
    "source": "source: animals",
}


def _unknown_word(it: _Refusal) -> Diagnostic:
    kind, value = it.context["kind"], it.context["value"]
    near = suggestion(str(value), it.context["choices"])
    label = f"did you mean {near!r}?" if near else likely(it.tree, it.where)
    return it.told("unknown-word", f"there is no {one_of(kind)} {value!r}", label, f"dlcli explain {kind}")


def _wrong_word(it: _Refusal) -> Diagnostic:
    word, expected = it.context["value"], it.context["expected"]
    article = "an" if expected[0] in "aeiou" else "a"
    message = f"{word} is not {article} {expected}, it cannot stand in {it.where[-2]!r}"
    return it.told("wrong-word", message, help=f"dlcli explain {word}")


def _word_as_key(it: _Refusal) -> Diagnostic:
    word, one = it.context["word"], one_of(it.context["kind"])
    message = f"{word!r} stands as a key, it is the type of {'an' if one[0] in 'aeiou' else 'a'} {one}"
    inner = at(it.tree, (*it.where, word))
    keys = [f"{key}: …" for key in inner.entries][:3] if isinstance(inner, Mapping) else []
    written = ", ".join([f"type: {word}", *keys])
    place = _first_key(it.tree, it.where)
    return Diagnostic("word-as-key", message, place, f"write {{{written}}}", f"dlcli explain {word}")


def _missing_type(it: _Refusal) -> Diagnostic:
    kind = it.context["kind"]
    return it.told("missing-type", f"this {one_of(kind)} does not say its type", "add type: …", f"dlcli explain {kind}")


def _wrong_value(it: _Refusal) -> Diagnostic:
    message = f"{subject(it.where)} must be {it.context['expected']}, got {it.got()}"
    label = it.context.get("label") or likely(it.tree, it.where)
    return it.told(it.entry["type"], message, label, it.context.get("help") or None)


def _wrong_name(it: _Refusal) -> Diagnostic:
    rule = "letters, digits, - and _, at most 64 of them"
    return it.told("wrong-name", f"{it.context['value']!r} cannot be a name", help=rule)


def _both_given(it: _Refusal) -> Diagnostic:
    first, second = it.context["first"], it.context["second"]
    message = f"{it.context['section']} takes {first} or {second}, not both"
    help_text = f"take one of them out; of what is inherited: {first}: null"
    return Diagnostic("both-given", message, it.place(second, key=True), help=help_text)


def _too_few_branches(it: _Refusal) -> Diagnostic:
    message = f"parallel needs two branches or more, got {it.context['value']}"
    return Diagnostic("wrong-value", message, it.place("branches"), help="dlcli explain parallel")


def _plain(it: _Refusal) -> Diagnostic:
    """A mistake that pydantic names itself, or one that a part words itself."""
    kind = it.entry["type"]
    if it.context.get("message"):
        return it.told(kind, it.context["message"], it.context.get("label", ""), it.context.get("help") or None)
    if kind == "literal_error":
        choices = [choice.strip("'") for choice in str(it.context["expected"]).replace(" or ", ", ").split(", ")]
        near = suggestion(str(it.entry["input"]), choices)
        message = f"{subject(it.where)} must be one of {', '.join(choices)}, got {it.got()}"
        return it.told("wrong-value", message, f"did you mean {near!r}?" if near else "")
    expected = _EXPECTED.get(kind)
    rule = f"must be {expected}" if expected else it.entry["msg"][:1].lower() + it.entry["msg"][1:]
    example = _SECTION_EXAMPLES.get(str(it.where[-1])) if len(it.where) == 1 else None
    return it.told("wrong-type", f"{subject(it.where)} {rule}, got {it.got()}", likely(it.tree, it.where), example)


def _shown(tree: Node, where: Where, value: object) -> str:
    node = at(tree, where)
    return repr(value) if node is None else shown(node)


def _first_key(tree: Node, where: Where) -> Place:
    node = at(tree, where)
    entries = getattr(node, "entries", {})
    return place_of(tree, (*where, next(iter(entries))), key=True) if entries else place_of(tree, where)


_Maker = Callable[[_Refusal], Diagnostic]

_MAKERS: dict[str, _Maker] = {
    "unknown-key": _unknown_key,
    "missing-key": _missing_key,
    "unknown-word": _unknown_word,
    "wrong-word": _wrong_word,
    "word-as-key": _word_as_key,
    "missing-type": _missing_type,
    "wrong-value": _wrong_value,
    "wrong-type": _wrong_value,
    "wrong-expectation": _wrong_value,
    "wrong-name": _wrong_name,
    "both-given": _both_given,
    "too-few-branches": _too_few_branches,
}
