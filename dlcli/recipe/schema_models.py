"""The JSON Schema of parts and sections: a definition for each, and for each kind of part a choice by `type`."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import AfterValidator, WithJsonSchema

from dlcli.parts.by_output import ByOutput
from dlcli.parts.fields import Real, Whole
from dlcli.parts.layers._layer import Layer, not_a_row
from dlcli.parts.part import Of, Part, Spec
from dlcli.recipe.schema_specs import INSIDE, choice_name, described, keys_of, parts_of, ref, required_keys
from dlcli.recipe.schema_texts import text_of
from dlcli.recipe.schema_values import (
    HOLE,
    NULL,
    Context,
    JsonSchema,
    demanding,
    either,
    or_hole,
    real,
    when_type,
    whole,
)

ROW, USE_ROW = "layers", "use"
_PLAIN: dict[object, str] = {bool: "boolean", int: "integer", float: "number", str: "string"}


class Definitions:
    """The definitions made so far; each is made when something first points to it."""

    def __init__(self) -> None:
        self.made: dict[str, JsonSchema] = {}

    def pointer(self, name: str, make: Callable[[], JsonSchema]) -> JsonSchema:
        """A pointer to a definition, which is made where it is not there yet."""
        if name not in self.made:
            self.made[name] = {}
            self.made[name] = make()
        return ref(name)

    def value(self, annotation: Any, context: Context) -> JsonSchema:
        """What may be written for a type."""
        origin, inner = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            return self._marked(inner[0], inner[1:], context)
        if origin in (Union, UnionType):
            return either(*(self.value(each, context) for each in inner))
        if origin is Literal:
            return {"enum": list(inner)}
        if origin in (list, tuple):
            return self._list(inner, context)
        if origin is dict:
            return {"type": "object", "additionalProperties": or_hole(self.value(inner[1], context))}
        if isinstance(annotation, type) and issubclass(annotation, Spec):
            return self.section(annotation)
        if annotation in (None, NoneType):
            return NULL
        return {"type": _PLAIN[annotation]} if annotation in _PLAIN else {}

    def _marked(self, annotation: Any, marks: tuple[Any, ...], context: Context) -> JsonSchema:
        for mark in marks:
            if isinstance(mark, WithJsonSchema):
                return dict(mark.json_schema or {})
            if isinstance(mark, Of):
                inside = any(isinstance(other, AfterValidator) and other.func is not_a_row for other in marks)
                return self._held(annotation, mark, context, inside=inside)
            if isinstance(mark, Whole | Real):
                return whole(mark) if isinstance(mark, Whole) else real(mark)
        return self.value(annotation, context)

    def _held(self, annotation: Any, mark: Of, context: Context, *, inside: bool) -> JsonSchema:
        """What may be written where a part is held, or lists of parts, or a mapping from names to them."""
        origin, inner = get_origin(annotation), get_args(annotation)
        if origin in (Union, UnionType):
            return either(*(self._held(each, mark, context, inside=inside) for each in inner))
        if origin is list:
            return {"type": "array", "items": or_hole(self._held(inner[0], mark, "row", inside=inside))}
        if origin is dict:
            each = or_hole(self._held(inner[1], mark, context, inside=inside))
            owned = mark.owner.model_fields if isinstance(mark, ByOutput) else ()
            return {
                "type": "object",
                "properties": dict.fromkeys(("type", *owned), False),
                "additionalProperties": each,
            }
        if not isinstance(annotation, type) or not issubclass(annotation, Part):
            return self.value(annotation, context)
        name = choice_name(mark, annotation, context, inside=inside)
        return self.pointer(name, lambda: self._union(name, parts_of(mark, annotation), context))

    def _list(self, inner: tuple[Any, ...], context: Context) -> JsonSchema:
        items = [or_hole(self.value(each, "row")) for each in inner if each is not Ellipsis]
        if len(inner) == 1 or Ellipsis in inner:
            return {"type": "array", "items": items[0]}
        size = len(items)
        return {"type": "array", "items": items, "minItems": size, "maxItems": size}

    def section(self, model: type[Spec]) -> JsonSchema:
        """A pointer to a section's definition."""
        return self.pointer(model.title(), lambda: self._mapping(model, "section"))

    def _mapping(self, model: type[Spec], context: Context) -> JsonSchema:
        schema: JsonSchema = {"type": "object", "properties": self.properties(model, context)}
        if issubclass(model, Part):
            schema["properties"] = {"type": self._word(model), **schema["properties"]}
        else:
            # A title of a part would be offered among its keys; its word has one.
            schema = {"title": model.title(), "description": text_of(model).summary, **schema}
        return {**schema, "additionalProperties": False}

    def properties(self, model: type[Spec], context: Context) -> dict[str, JsonSchema]:
        """The keys of a part or a section, each with its words, its values and its default."""
        nothing = [NULL] if context == "section" else []
        found: dict[str, JsonSchema] = {}
        for name, field in model.model_fields.items():
            key = field.alias or name
            value = self._shared(or_hole(either(self.value(field.rebuild_annotation(), context), *nothing)))
            found[key] = {"title": f"{model.title()}.{key}", **described(model, name, field), **value}
        return found

    def _shared(self, value: JsonSchema) -> JsonSchema:
        """A pointer to a number's definition, called by its rule: most fields are one of a few kinds of numbers."""
        rule = value.get("patternErrorMessage", "")
        if "anyOf" in value or not {"minimum", "exclusiveMinimum"} & set(value):
            return value
        name = re.sub(r"\W+", "_", rule.partition(", or a hole")[0].removeprefix("Write "))
        name += "_or_null" if "null" in value["type"] else ""
        return self.pointer(name, lambda: value) if self.made.get(name, value) == value else value

    def _union(self, name: str, parts: list[type[Part]], context: Context) -> JsonSchema:
        bare = [part for part in parts if context == "section" or not required_keys(part)]
        mapping = self.pointer(f"{name}.mapping", lambda: self._by_type(name, parts, context))
        choices: JsonSchema = {"anyOf": [*map(self._word, bare), mapping]}
        if context == "section":
            return choices
        # Asked outside the choice, so that an editor says what is missing and not that another choice was meant.
        typed: JsonSchema = {"required": ["type"]}
        rows = {"if": {"required": ["use"]}, "else": typed}
        return {**choices, "if": {"type": "object"}, "then": rows if name == ROW else typed}

    def _by_type(self, name: str, parts: list[type[Part]], context: Context) -> JsonSchema:
        """A mapping whose `type` says which other keys it may have."""
        every = sorted({"type", *(key for part in parts for key in keys_of(part))})
        branches = [when_type(part.word, self._part(part, name, context)) for part in parts]
        branches.append(
            {**when_type(f"({'|'.join(part.word for part in parts)})", {}), "else": {"propertyNames": {"enum": every}}}
        )
        keys: dict[str, JsonSchema] = {"type": {"anyOf": [*map(self._word, parts), HOLE]}}
        if name != ROW:
            return {"type": "object", "properties": keys, "allOf": branches}
        keys["use"] = {"title": "use", "description": "A block's name: its rows stand here."}
        use = {"if": {"required": ["use"]}, "then": ref(USE_ROW), "else": {"allOf": branches}}
        return {"type": "object", "properties": keys, **use}

    def _word(self, part: type[Part]) -> JsonSchema:
        """A pointer to a word and what it means."""

        def make() -> JsonSchema:
            text = text_of(part)
            summary = {"title": part.word, "description": text.summary, "const": part.word}
            return {**summary, "markdownDescription": text.markdown}

        return self.pointer(f"words.{part.kind}.{part.word}", make)

    def _part(self, part: type[Part], name: str, context: Context) -> JsonSchema:
        if name.startswith(ROW + INSIDE):
            pointer = self.pointer(f"{ROW}{INSIDE}.{part.word}", lambda: self._inside(part))
        else:
            pointer = self.pointer(f"{name}.{part.word}", lambda: self._mapping(part, context))
        return demanding(required_keys(part), pointer) if context == "row" else pointer

    def _inside(self, part: type[Part]) -> JsonSchema:
        """A layer within another one: the keys of its row, without those that only a row has."""
        row = self.pointer(f"{ROW}.{part.word}", lambda: self._mapping(part, "row"))["$ref"]
        own = [key for key in ("type", *keys_of(part)) if key not in keys_of(Layer)]
        properties = {key: {"$ref": f"{row}/properties/{key}"} for key in own}
        return {"type": "object", "properties": properties, "additionalProperties": False}
