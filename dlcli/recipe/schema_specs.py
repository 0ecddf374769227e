"""What the JSON Schema asks of parts and sections: their keys, which of them are needed, what stands where."""

from __future__ import annotations

import json
from typing import Any, get_args

from pydantic.fields import FieldInfo

from dlcli.parts import shelf
from dlcli.parts.part import Of, Part, Spec
from dlcli.recipe.schema_texts import field_text
from dlcli.recipe.schema_values import Context, JsonSchema

INSIDE = ".inside"
"""Marks choices of layers that stand within another layer, where they are no rows."""


def ref(name: str) -> JsonSchema:
    """A pointer to a definition."""
    return {"$ref": f"#/definitions/{name}"}


def keys_of(model: type[Spec]) -> dict[str, FieldInfo]:
    """The fields by the keys that are written."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def required_keys(model: type[Spec]) -> list[str]:
    """The keys without a default."""
    return [key for key, field in keys_of(model).items() if field.is_required()]


def bases_of(annotation: Any) -> tuple[type[Part], ...]:
    """The classes of which a field's part has to be one."""
    found = (*get_args(annotation), annotation)
    return tuple(base for base in found if isinstance(base, type) and issubclass(base, Part))


def parts_of(mark: Of, annotation: Any) -> list[type[Part]]:
    """Every part that may stand in a field, in alphabetical order."""
    found = (shelf.part(mark.kind, word) for word in shelf.words(mark.kind))
    return [part for part in found if issubclass(part, bases_of(annotation))]


def choice_name(mark: Of, annotation: Any, context: Context, *, inside: bool) -> str:
    """The name of a choice's definition: `layers`, or `layers.inside.any_activation` where only some may stand."""
    some = len(parts_of(mark, annotation)) < len(shelf.words(mark.kind))
    names = "_".join(base.__name__.lower() for base in bases_of(annotation))
    choice = f"{mark.kind}{INSIDE if inside else ''}" + (f".any_{names}" if some else "")
    return f"{choice}.section" if context == "section" else choice


def described(model: type[Spec], name: str, field: FieldInfo) -> JsonSchema:
    """The description of a field, with its default where that is a plain value."""
    text = field_text(model, name)
    if not isinstance(field.default, bool | int | float | str):
        return {"description": text}
    written = field.default if isinstance(field.default, str) else json.dumps(field.default)
    said = text if "Default: " in text else f"{text} Default: {written}.".strip()
    return {"description": said, "default": field.default}
