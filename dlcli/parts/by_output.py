"""The field type of what may be said once, or once for each output or network: losses, metrics, optimizers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, ValidationError
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, core_schema

from dlcli.parts import shelf
from dlcli.parts.part import Of, Part, Spec, problem, with_owner, written


@dataclass(frozen=True)
class ByOutput(Of):
    """Marks a field that holds a part of a kind, or a mapping from outputs to such parts; `many`: lists of them."""

    many: bool = False
    owner: type[Part] = Part
    """Whose fields are no names: a mapping that has one of them forgot its type."""

    def __get_pydantic_core_schema__(self, source: Any, _: GetCoreSchemaHandler) -> CoreSchema:
        serialization = core_schema.plain_serializer_function_ser_schema(written, info_arg=True)
        return core_schema.no_info_plain_validator_function(self.read_all, serialization=serialization)

    def read_all(self, value: Any) -> Any:
        """The parts, by output where the value says so; every mistake at its place."""
        if isinstance(value, dict) and self._names_outputs(value):
            return each(value.items(), self._read_one)
        return self._read_one(value)

    def _read_one(self, value: Any) -> Any:
        if not self.many:
            return self._part(value)
        if not isinstance(value, list):
            raise problem("wrong-type", "", expected=f"a list of {self.kind}", value=value)
        return list(each(enumerate(value), self._part).values())

    def _part(self, value: Any) -> Part:
        return value if isinstance(value, Part) else self.read(value, (Part,))

    def _names_outputs(self, value: dict[str, Any]) -> bool:
        if "type" in value or not self.owner.model_fields.keys().isdisjoint(value):
            return False
        return not (len(value) == 1 and next(iter(value)) in shelf.words(self.kind))


def each(items: Iterable[tuple[str | int, Any]], read: Callable[[Any], Any]) -> dict[str | int, Any]:
    """Reads each item, and raises the mistakes of all of them together."""
    found: dict[str | int, Any] = {}
    mistakes: list[InitErrorDetails] = []
    for key, value in items:
        try:
            found[key] = read(value)
        except PydanticCustomError as mistake:
            mistakes.append(InitErrorDetails(type=mistake, loc=(key,), input=value))
        except ValidationError as error:
            entries = error.errors(include_url=False)
            mistakes += [with_owner(Spec, {**entry, "loc": (key, *entry["loc"])}) for entry in entries]
    if mistakes:
        raise ValidationError.from_exception_data("by output", mistakes)
    return found
