"""The JSON Schema of what has to be there: asked of recipes that extend nothing, since others may have inherited it."""

from __future__ import annotations

from typing import Annotated, Any, get_args, get_origin

from dlcli.parts.by_output import ByOutput
from dlcli.parts.part import Of, Part, Spec
from dlcli.recipe.schema_models import Definitions
from dlcli.recipe.schema_specs import keys_of, parts_of, required_keys
from dlcli.recipe.schema_values import JsonSchema, demanding, when_type

_TOO_LITTLE = "The word alone is too little: write {type: WORD, …} with the arguments that it needs"


def needs(model: type[Spec], definitions: Definitions) -> JsonSchema:
    """The keys that a part or a section needs, those of the mappings in it too; empty where it needs none."""
    inner = {key: _of(field.rebuild_annotation(), definitions) for key, field in keys_of(model).items()}
    below = {key: schema for key, schema in inner.items() if schema}
    required = required_keys(model)
    if not below:
        return {"required": required} if required else {}
    return demanding(required, {"properties": below})


def _of(annotation: Any, definitions: Definitions) -> JsonSchema:
    if get_origin(annotation) is Annotated:
        kind, *marks = get_args(annotation)
        marked = [mark for mark in marks if isinstance(mark, Of)]
        if not marked:
            return _of(kind, definitions)
        mark = marked[0]
        own = mark.owner.model_fields if isinstance(mark, ByOutput) else ()
        if not own and any(get_origin(each) in (list, dict) for each in (kind, *get_args(kind))):
            return {}
        parts = parts_of(mark, next(iter(get_args(kind)), kind) if own else kind)
        one = definitions.pointer(f"{mark.kind}.needs", lambda: _by_type(parts, definitions))
        if not own:
            return one
        a_part = {"anyOf": [{"required": [key]} for key in ("type", *own)]}
        return {"if": a_part, "then": one, "else": {"additionalProperties": one}}
    if isinstance(annotation, type):
        return needs(annotation, definitions) if issubclass(annotation, Spec) else {}
    if get_origin(annotation) in (list, tuple, dict):
        return {}  # What stands in a list is never merged: its definition asks for everything itself.
    return next(filter(None, (_of(each, definitions) for each in get_args(annotation))), {})


def _by_type(parts: list[type[Part]], definitions: Definitions) -> JsonSchema:
    asked = {part.word: schema for part in parts if (schema := needs(part, definitions))}
    alone = [part.word for part in parts if required_keys(part)]
    branches = [when_type(word, then) for word, then in asked.items()]
    then = {"required": ["type"], **({"allOf": branches} if branches else {})}
    rest = {"pattern": f"^(?!({'|'.join(alone)})$)", "patternErrorMessage": _TOO_LITTLE} if alone else {}
    return {"if": {"type": "object"}, "then": then, **({"else": rest} if rest else {})}
