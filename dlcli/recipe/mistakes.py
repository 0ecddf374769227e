"""Turns what pydantic and the parts refuse into diagnostics: place, rule, value, what was probably meant."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from dlcli.recipe.diagnostics import Diagnostic, suggestion
from dlcli.recipe.key_mistakes import (
    SECTION_EXAMPLES,
    missing_key,
    missing_type,
    unknown_key,
    without_lost_keys,
    word_as_key,
)
from dlcli.recipe.likely import likely
from dlcli.recipe.nodes import Node
from dlcli.recipe.owners import Where
from dlcli.recipe.refusal import Refusal
from dlcli.recipe.subjects import one_of, subject
from dlcli.recipe.unions import one_for_each_value

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
    entries = one_for_each_value(error.errors(include_url=False), tree, under)
    return [_diagnostic(entry, tree, under) for entry in without_lost_keys(entries)]


def _diagnostic(entry: ErrorDetails, tree: Node, under: Where) -> Diagnostic:
    refusal = Refusal(entry, dict(entry.get("ctx", {})), tree, (*under, *entry["loc"]))
    return _MAKERS.get(entry["type"], _plain)(refusal)


def _unknown_word(it: Refusal) -> Diagnostic:
    kind, value = it.context["kind"], it.context["value"]
    near = suggestion(str(value), it.context["choices"])
    label = f"did you mean {near!r}?" if near else likely(it.tree, it.where)
    one = "activation" if it.context["expected"] == "activation" else one_of(kind)
    return it.told("unknown-word", f"there is no {one} {value!r}", label, f"dlcli explain {kind}")


def _wrong_word(it: Refusal) -> Diagnostic:
    word, expected = it.context["value"], it.context["expected"]
    article = "an" if expected[0] in "aeiou" else "a"
    message = f"{word} is not {article} {expected}, it cannot stand in {it.where[-2]!r}"
    return it.told("wrong-word", message, help=f"dlcli explain {word}")


def _wrong_value(it: Refusal) -> Diagnostic:
    message = f"{subject(it.where)} must be {it.context['expected']}, got {it.got()}"
    label = it.context.get("label") or likely(it.tree, it.where)
    return it.told(it.entry["type"], message, label, it.context.get("help") or None)


def _wrong_name(it: Refusal) -> Diagnostic:
    rule = "letters, digits, - and _, at most 64 of them"
    return it.told("wrong-name", f"{it.context['value']!r} cannot be a name", help=rule)


def _both_given(it: Refusal) -> Diagnostic:
    first, second = it.context["first"], it.context["second"]
    message = f"{it.context['section']} takes {first} or {second}, not both"
    help_text = f"take one of them out; of what is inherited: {first}: null"
    return Diagnostic("both-given", message, it.place(second, key=True), help=help_text)


def _too_few_branches(it: Refusal) -> Diagnostic:
    message = f"parallel needs two branches or more, got {it.context['value']}"
    return Diagnostic("wrong-value", message, it.place("branches"), help="dlcli explain parallel")


def _plain(it: Refusal) -> Diagnostic:
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
    example = SECTION_EXAMPLES.get(str(it.where[-1])) if len(it.where) == 1 else None
    return it.told("wrong-type", f"{subject(it.where)} {rule}, got {it.got()}", likely(it.tree, it.where), example)


_MAKERS: dict[str, Callable[[Refusal], Diagnostic]] = {
    "unknown-key": unknown_key,
    "missing-key": missing_key,
    "unknown-word": _unknown_word,
    "wrong-word": _wrong_word,
    "word-as-key": word_as_key,
    "missing-type": missing_type,
    "wrong-value": _wrong_value,
    "wrong-type": _wrong_value,
    "wrong-expectation": _wrong_value,
    "wrong-name": _wrong_name,
    "both-given": _both_given,
    "too-few-branches": _too_few_branches,
}
