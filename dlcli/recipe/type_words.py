"""The types and defaults of fields in words: `a positive whole number, or a list of them`."""

from __future__ import annotations

from inspect import isclass
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from dlcli.parts.fields import IsPath, Name, Reference
from dlcli.parts.part import Of, Part, Spec
from dlcli.recipe.explanations import REQUIRED
from dlcli.recipe.written import in_one_line

_PLAIN = {bool: "true or false", int: "a whole number", float: "a number", str: "text", object: "any value"}
_ONE = {"losses": "loss", "strategies": "strategy"}
_NEVER_RIGHT: tuple[object, ...] = (object(), "", -1, [])
"""One of these is refused by every mark that has a rule; its mistake holds the rule in words."""


def type_in_words(field: FieldInfo) -> str:
    """What may stand in a field."""
    return _words(field.rebuild_annotation())


def default_in_words(field: FieldInfo) -> str:
    """What stands there when nothing is written."""
    if field.is_required():
        return REQUIRED
    value = field.get_default(call_default_factory=True, validated_data={})
    if value is None:
        return "none"
    if isinstance(value, Spec):
        return ""
    return in_one_line(list(value) if isinstance(value, tuple) else value)


def kind_of(field: FieldInfo) -> str | None:
    """The kind of words that a field, or each row of it, holds."""
    return _kind(field.rebuild_annotation())


def section_of(field: FieldInfo) -> type[Spec] | None:
    """The section that a field holds, if it is one with keys of its own."""
    annotation = field.annotation
    found = [each for each in (annotation, *get_args(annotation)) if isclass(each) and issubclass(each, Spec)]
    return next((each for each in found if not issubclass(each, Part)), None)


def singular(kind: str) -> str:
    """One of a kind: `layers` are many of a `layer`."""
    return _ONE.get(kind, kind.removesuffix("s"))


def _kind(annotation: Any) -> str | None:
    if isinstance(annotation, Of):
        return annotation.kind
    return next((kind for inner in get_args(annotation) if (kind := _kind(inner))), None)


def _words(annotation: Any) -> str:
    origin, inner = get_origin(annotation), get_args(annotation)
    if annotation == Name:
        return "a name: letters, digits, - and _"
    if annotation == Reference:
        return "a name, or NETWORK.NAME"
    if origin is Annotated:
        return _marked(inner[0], inner[1:])
    if origin in (Union, UnionType):
        return _union([each for each in inner if each is not NoneType])
    if origin is Literal:
        return _one_of(_choices(annotation))
    if origin in (list, tuple):
        kind = _kind(annotation)
        return f"a list of {kind}" if kind and origin is list else f"a list, each {_words(inner[0])}"
    if origin is dict:
        return "a mapping from names to values"
    if isclass(annotation) and issubclass(annotation, Spec) and not issubclass(annotation, Part):
        return "a mapping of keys"
    return _PLAIN.get(annotation, "a value")


def _union(members: list[Any]) -> str:
    lists = [get_args(each)[0] for each in members if get_origin(each) is list]
    if len(members) == 2 and lists and lists[0] in members:
        return f"{_words(lists[0])}; or a list of them"
    return _one_of([text for each in members for text in _choices(each) or [_words(each)]])


def _choices(annotation: Any) -> list[str]:
    """The values of a type that has few."""
    if annotation is bool:
        return ["true", "false"]
    return [in_one_line(value) for value in get_args(annotation)] if get_origin(annotation) is Literal else []


def _marked(annotation: Any, marks: tuple[Any, ...]) -> str:
    for mark in marks:
        if isinstance(mark, Of):
            return _part(annotation, mark)
        if isinstance(mark, IsPath):
            return "a path, relative to the file in which it is written"
        rule = _rule(mark)
        if rule:
            literals = [in_one_line(value) for value in _literals(annotation)]
            return " or ".join([rule, *(text for text in literals if text not in rule)])
    return _words(annotation)


def _part(annotation: Any, mark: Of) -> str:
    named = [each for each in (annotation, *get_args(annotation)) if isclass(each) and issubclass(each, Part)]
    name = named[0].__name__.lower() if named and named[0] is not Part else singular(mark.kind)
    article = "an" if name[0] in "aeiou" else "a"
    return f"a number or {article} {name}" if mark.number else f"{article} {name}'s word, or a mapping with its type"


def _literals(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return tuple(value for inner in get_args(annotation) for value in _literals(inner))


def _rule(mark: Any) -> str | None:
    """A mark's rule, in the words with which it refuses a value."""
    if hasattr(mark, "rule"):
        return str(mark.rule())
    read = getattr(mark, "read", None) or getattr(mark, "func", None)
    if not callable(read):
        return None
    for value in _NEVER_RIGHT:
        try:
            read(value)
        except PydanticCustomError as refusal:
            if "expected" in (refusal.context or {}):
                return str((refusal.context or {})["expected"])
        except (TypeError, ValueError, AttributeError):
            continue
    return None


def _one_of(choices: list[str]) -> str:
    return choices[0] if len(choices) == 1 else f"{', '.join(choices[:-1])} or {choices[-1]}"
