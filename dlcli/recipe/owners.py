"""Whose field a value is: the section or the part, and the field's name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from dlcli.parts import shelf
from dlcli.parts.part import Spec
from dlcli.recipe.model import Recipe
from dlcli.recipe.nodes import Mapping, Node, PlainValue, Scalar, at
from dlcli.recipe.type_words import kind_of, section_of

Where = tuple[str | int, ...]


@dataclass(frozen=True)
class Owned:
    """A field of a section or a part, at its path."""

    model: type[Spec]
    name: str
    where: Where

    @property
    def field(self) -> FieldInfo:
        """The field itself."""
        return self.model.model_fields[self.name]

    def takes(self, value: PlainValue) -> bool:
        """Whether a value could stand there, as far as the field alone decides."""
        try:
            _adapter(self.model, self.name).validate_python(value, strict=True)
        except ValidationError:
            return False
        return True


@cache
def _adapter(model: type[Spec], name: str) -> TypeAdapter[object]:
    return TypeAdapter(model.model_fields[name].rebuild_annotation())


def owned(tree: Node, where: Where) -> Owned | None:
    """The innermost field on a path; None where no field is on it."""
    model: type[Spec] | None = Recipe
    kind: str | None = None
    found = None
    for count, step in enumerate(where, start=1):
        name = _names(model).get(str(step)) if model is not None else None
        if model is not None and name is not None:
            found = Owned(model, name, where[:count])
            kind, model = kind_of(found.field), section_of(found.field)
        elif model is not None:
            return found
        # Between a field and the parts in it stand rows' numbers and outputs' names.
        model = model or _part(kind, at(tree, where[:count]))
    return found


@cache
def _names(model: type[Spec]) -> dict[str, str]:
    """The fields by their keys."""
    return {field.alias or name: name for name, field in model.model_fields.items()}


def _part(kind: str | None, node: Node | None) -> type[Spec] | None:
    word = at(node, ("type",)) if isinstance(node, Mapping) else node
    if kind is None or not isinstance(word, Scalar) or word.value not in shelf.words(kind):
        return None
    return shelf.part(kind, str(word.value))
