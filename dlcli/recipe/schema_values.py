"""The JSON Schema of single values: numbers, words, lists, and the holes that may stand for them."""

from __future__ import annotations

from typing import Any, Literal

from dlcli.parts.fields import LARGEST, Real, Whole

JsonSchema = dict[str, Any]
"""A piece of a JSON Schema, ready for `json.dumps`."""

_HOLE_IN_WORDS = 'a hole such as "${name}" in quotes'
HOLE: JsonSchema = {
    "type": "string",
    "pattern": r"^\$\{[^{}]*\}$",
    "patternErrorMessage": f"Write a value that may stand here, or {_HOLE_IN_WORDS}",
}
POINTER_TO_HOLE: JsonSchema = {"$ref": "#/definitions/hole"}
NULL: JsonSchema = {"type": "null"}
_NOT_FLAT = frozenset({"enum", "anyOf", "$ref"})


def either(*choices: JsonSchema) -> JsonSchema:
    """What any of the choices allows, in one flat schema where that says the same: editors explain it better."""
    spread = [inner for each in choices for inner in (each["anyOf"] if list(each) == ["anyOf"] else [each])]
    if any("null" in _types(each) for each in spread if each != NULL):
        spread = [each for each in spread if each != NULL]
    distinct = [each for at, each in enumerate(spread) if each not in spread[:at]]
    if any(not each for each in distinct):
        return {}
    if len(distinct) == 1:
        return distinct[0]
    types = [kind for each in distinct for kind in _types(each)]
    if all(_types(each) and not _NOT_FLAT & set(each) for each in distinct) and len(types) == len(set(types)):
        return {**{key: value for each in distinct for key, value in each.items()}, "type": types}
    return {"anyOf": [POINTER_TO_HOLE if each == HOLE else each for each in distinct]}


def or_hole(schema: JsonSchema) -> JsonSchema:
    """The same, or a hole; a text without rules of its own may hold one as it is."""
    free = "string" in _types(schema) and not {"pattern", "enum"} & set(schema)
    if free or not schema:
        return schema
    rule = schema.get("patternErrorMessage")
    return either(schema, {**HOLE, "patternErrorMessage": f"Write {rule}, or {_HOLE_IN_WORDS}"} if rule else HOLE)


def whole(mark: Whole) -> JsonSchema:
    """A whole number, or a list of them."""
    one: JsonSchema = {"type": "integer", "minimum": mark.least, "maximum": LARGEST}
    if not mark.lists:
        return {**one, "patternErrorMessage": mark.rule()}
    items = or_hole({**one, "patternErrorMessage": Whole(mark.least).rule()})
    return {**either(one, {"type": "array", "items": items, "minItems": 1}), "patternErrorMessage": mark.rule()}


def real(mark: Real) -> JsonSchema:
    """A number within bounds."""
    bounds: JsonSchema = {"type": "number", "patternErrorMessage": mark.rule()}
    if mark.least is not None:
        bounds["exclusiveMinimum" if mark.open_least else "minimum"] = mark.least
    if mark.most is not None:
        bounds["exclusiveMaximum" if mark.open_most else "maximum"] = mark.most
    return bounds


def when_type(word: str, then: JsonSchema) -> JsonSchema:
    """A rule for a mapping whose `type` is a word."""
    # A pattern, since editors take a constant for met when what is written only begins like it.
    return {"if": {"properties": {"type": {"pattern": f"^{word}$"}}, "required": ["type"]}, "then": then}


def demanding(keys: list[str], schema: JsonSchema) -> JsonSchema:
    """The same, and these keys have to be there."""
    # Beside `properties`, `required` makes editors offer an entry that inserts all of them, among the keys.
    return {"required": keys, "allOf": [schema]} if keys else schema


Context = Literal["row", "section"]
"""Where a value stands: in a list, which is replaced whole, or below a section, where `null` takes away."""


def _types(schema: JsonSchema) -> list[str]:
    kinds = schema.get("type", [])
    return kinds if isinstance(kinds, list) else [kinds]
