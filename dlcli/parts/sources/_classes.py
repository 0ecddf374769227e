"""Classes, the same way in every source: which ones, in which order, which is 1, how many examples of each."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BeforeValidator, ValidationError, ValidationInfo, WithJsonSchema, field_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from dlcli.ground.errors import DataError
from dlcli.parts.facts import Label, LabelKind
from dlcli.parts.fields import Count
from dlcli.parts.part import problem
from dlcli.parts.sources._source import Source

_NAMES_SHOWN = 8


def _as_text(value: Any) -> Any:
    """The class `3` is written without quotes as readily as `"3"`."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _as_tuple(value: Any) -> Any:
    if not isinstance(value, list | tuple):
        raise problem("wrong-value", "", expected="a list of class names", value=value)
    return tuple(value)


def _listed(names: tuple[str, ...]) -> tuple[str, ...]:
    if not names:
        raise problem("no-classes", "`classes` is empty", help="name the classes, or leave `classes` out to take all")
    raise_at(
        (at, problem("duplicate-class", f"class '{name}' stands here twice", help="name it once"))
        for at, name in enumerate(names)
        if name in names[:at]
    )
    return names


ClassName = Annotated[str, BeforeValidator(_as_text), WithJsonSchema({"type": ["string", "integer"]})]
ClassNames = Annotated[tuple[ClassName, ...], BeforeValidator(_as_tuple), AfterValidator(_listed)]


class Classified(Source):
    """A source whose labels may be classes."""

    known_classes: ClassVar[tuple[str, ...] | None] = None
    """The classes in their order, where they are known without reading."""

    classes: ClassNames | None = None
    """Which classes, in the order of their numbers; without it all."""
    positive: ClassName | None = None
    """Which of two classes is 1: the label is then yes or no."""
    limit_per_class: Count | None = None
    """How many training examples of each class are used at most."""

    @field_validator("classes")
    @classmethod
    def _classes_exist(cls, names: tuple[str, ...] | None) -> tuple[str, ...] | None:
        known = cls.known_classes
        if names is not None and known is not None:
            raise_at((at, _unknown(cls.word, name, known)) for at, name in enumerate(names) if name not in known)
        return names

    @field_validator("positive")
    @classmethod
    def _positive_is_one_of_two(cls, name: str | None, info: ValidationInfo) -> str | None:
        names = info.data.get("classes") or cls.known_classes
        # Without `classes` in `data` they were refused, and that mistake has been told.
        if name is None or names is None or "classes" not in info.data:
            return name
        if len(names) != 2:
            raise problem("not-two-classes", f"`positive` needs two classes, here are {len(names)}", help=_two(name))
        if name not in names:
            message = f"`positive` is '{name}', which is not among the classes"
            label = near(name, names).strip()
            raise problem("unknown-class", message, label=label, help=f"it is one of {listing(names)}")
        return name

    def chosen(self, found: Sequence[str], *, of: str) -> tuple[str, ...]:
        """The names of the classes in the order of their numbers; with `positive` it is the second.

        Raises:
            DataError: the data has no such class, or `positive` meets more or fewer than two.
        """
        for name in (*(self.classes or ()), *((self.positive,) if self.positive else ())):
            if name not in found:
                raise DataError(f"'{of}' has no class '{name}'", help=f"{near(name, found)}it has {listing(found)}")
        names = tuple(self.classes or found)
        if self.positive is None:
            return names
        if len(names) != 2:
            raise DataError(f"`positive` needs two classes, '{of}' has {len(names)}", help=_two(self.positive))
        return (*(name for name in names if name != self.positive), self.positive)

    def label(self, names: tuple[str, ...] | None, count: int | None = None) -> Label:
        """The label's facts, from the chosen names or, where there are none, the number of classes."""
        kind: LabelKind = "classes" if self.positive is None else "binary"
        return Label(kind=kind, classes=count if names is None else len(names), names=names)

    def unread_label(self) -> Label:
        """The label's facts as far as the recipe tells them."""
        if self.classes is not None:
            return self.label(self.chosen(self.classes, of=self.word))
        return self.label(None, None if self.positive is None else 2)

    def kept(self, count: int) -> int:
        """How many of a class's training examples remain."""
        return count if self.limit_per_class is None else min(count, self.limit_per_class)


def listing(names: Sequence[str]) -> str:
    """Names in a line, the first few of many: `cat, dog`."""
    if len(names) <= _NAMES_SHOWN + 2:
        return ", ".join(names)
    return f"{', '.join(names[:_NAMES_SHOWN])}, … ({len(names):,} classes)"


def near(name: str, choices: Sequence[str]) -> str:
    """The question `did you mean 'cat'? `, or nothing where no choice is near."""
    alike = difflib.get_close_matches(name[:64], choices, n=1)
    return f"did you mean '{alike[0]}'? " if alike else ""


def _unknown(word: str, name: str, known: Sequence[str]) -> PydanticCustomError:
    label = near(name, known).strip()
    return problem("unknown-class", f"{word} has no class '{name}'", label=label, help=f"it has {listing(known)}")


def _two(name: str) -> str:
    return f"write `classes: [{name}, OTHER]`, or leave `positive` out"


def raise_at(mistakes: Iterable[tuple[str | int, PydanticCustomError]]) -> None:
    """Raises mistakes inside a field, each at its key or its place in the list."""
    details = [InitErrorDetails(type=mistake, loc=(at,), input=at) for at, mistake in mistakes]
    if details:
        raise ValidationError.from_exception_data("field", details)
