"""The base class of every part, and the field type that holds one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    ModelWrapValidatorHandler,
    SerializationInfo,
    SerializerFunctionWrapHandler,
    ValidationError,
    model_serializer,
    model_validator,
)
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, core_schema

from dlcli.parts import shelf

if TYPE_CHECKING:
    from collections.abc import Mapping


def problem(code: str, message: str, *, label: str = "", help: str = "", **facts: Any) -> PydanticCustomError:
    """A mistake that a field's validator raises; `recipe` gives it its place."""
    context = {"message": message, "label": label, "help": help, **facts}
    return PydanticCustomError(code, "{message}", context)


class Spec(BaseModel):
    """What parts and sections share: exact types, no unknown keys, never changed after reading."""

    model_config = ConfigDict(
        strict=True,
        frozen=True,
        defer_build=True,
        extra="forbid",
        populate_by_name=False,
        protected_namespaces=(),
        arbitrary_types_allowed=True,
    )

    @classmethod
    def title(cls) -> str:
        """How messages call this: the word of a part, the key of a section."""
        return cls.__name__.lower()

    @classmethod
    def keys(cls) -> tuple[str, ...]:
        """The keys that may be written, in the order of their declaration."""
        return tuple(field.alias or name for name, field in cls.model_fields.items())

    @model_validator(mode="wrap")
    @classmethod
    def _say_whose_key(cls, value: Any, handler: ModelWrapValidatorHandler[Spec]) -> Spec:
        try:
            return handler(value)
        except ValidationError as error:
            details = [with_owner(cls, entry) for entry in error.errors(include_url=False)]
            raise ValidationError.from_exception_data(cls.title(), details) from None


def with_owner(owner: type[Spec], entry: Any) -> InitErrorDetails:
    """Pydantic's error, with the owner's name and keys where a key is unknown or missing."""
    kind, context = entry["type"], entry.get("ctx", {})
    own = len(entry["loc"]) == 1
    if kind == "extra_forbidden" and own:
        kind = problem("unknown-key", "", owner=owner.title(), part=issubclass(owner, Part), keys=owner.keys())
    elif kind == "missing" and own:
        kind = problem("missing-key", "", owner=owner.title(), part=issubclass(owner, Part), key=entry["loc"][0])
    elif "message" in context:
        kind = PydanticCustomError(kind, "{message}", context)
    return InitErrorDetails(type=kind, loc=entry["loc"], input=entry["input"], ctx=context)


class Part(Spec):
    """One word of the recipe language: its fields, its rules, and how it is built."""

    word: ClassVar[str] = ""
    kind: ClassVar[str] = ""
    keras_name: ClassVar[str] = ""
    """The name in Keras, where it is not the word without its underscores."""
    own: ClassVar[frozenset[str]] = frozenset()
    """Fields that Keras's constructor does not take."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        *_, kind, stem = cls.__module__.split(".")
        if not stem.startswith("_"):
            cls.word, cls.kind = stem, kind

    @classmethod
    def title(cls) -> str:
        return cls.word or cls.__name__.lower()

    @model_serializer(mode="wrap")
    def _with_type(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {"type": self.word, **handler(self)}

    def arguments(self) -> dict[str, Any]:
        """What Keras's constructor is called with: its fields, parts built; None leaves Keras's default."""
        fields = {name: getattr(self, name) for name in type(self).model_fields if name not in self.own}
        return {name: _argument(value) for name, value in fields.items() if value is not None}

    def as_argument(self) -> Any:
        """What stands for this part in the arguments of another."""
        return self.build()

    def build(self, **more: Any) -> Any:
        """The Keras object of this part."""
        return keras_class(self.kind, self.keras_name or self.word)(**{**self.arguments(), **more})


def _argument(value: Any) -> Any:
    if isinstance(value, Part):
        return value.as_argument()
    if isinstance(value, list | tuple):
        return type(value)(_argument(item) for item in value)
    return value


def keras_class(kind: str, name: str) -> Any:
    """Keras's class for a word: `max_pooling2d` is `keras.layers.MaxPooling2D`."""
    import keras

    module = getattr(keras, {"transforms": "layers", "augmentations": "layers", "mixings": "layers"}.get(kind, kind))
    folded = name.replace("_", "").lower()
    for candidate in dir(module):
        if candidate.lower() == folded and isinstance(getattr(module, candidate), type):
            return getattr(module, candidate)
    raise LookupError(f"keras.{kind} has no class for {name!r}")


def default_word(word: str) -> Any:
    """The default of a field that holds a part: the part of this word."""
    return Field(default=word, validate_default=True)


@dataclass(frozen=True)
class Of:
    """Marks a field that holds a part of a kind: reads `type`, imports that one file, validates with it."""

    kind: str
    number: bool = False
    """Whether a plain number may stand there too (a learning rate or a schedule)."""

    def __get_pydantic_core_schema__(self, source: Any, _: GetCoreSchemaHandler) -> CoreSchema:
        bases = tuple(base for base in (*get_args(source), source) if isinstance(base, type) and issubclass(base, Part))

        def read(value: Any) -> Any:
            if self.number and isinstance(value, int | float) and not isinstance(value, bool):
                return value
            return value if isinstance(value, bases) else self.read(value, bases)

        return core_schema.no_info_plain_validator_function(
            read,
            serialization=core_schema.plain_serializer_function_ser_schema(written, info_arg=True),
        )

    def read(self, value: Any, bases: tuple[type, ...]) -> Part:
        """The part that a word, or a mapping with a `type`, describes."""
        given: Mapping[str, Any] = {"type": value} if isinstance(value, str) else value
        if not isinstance(given, dict):
            raise problem("wrong-type", "", expected=self.expectation(), value=value)
        if "type" not in given:
            raise _without_type(self.kind, given)
        word, words, expected = given["type"], shelf.words(self.kind), bases[0].__name__.lower()
        if not isinstance(word, str) or word not in words:
            mistake = problem("unknown-word", "", kind=self.kind, value=word, choices=words, expected=expected)
            _raise_at_type(mistake, word)
        found = shelf.part(self.kind, word)
        if not issubclass(found, bases):
            _raise_at_type(problem("wrong-word", "", kind=self.kind, value=word, expected=expected), word)
        return found.model_validate({key: item for key, item in given.items() if key != "type"})

    def expectation(self) -> str:
        """What may stand here, in words."""
        singular = {"losses": "loss", "strategies": "strategy"}.get(self.kind, self.kind.removesuffix("s"))
        one = f"{'an' if singular[0] in 'aeiou' else 'a'} {singular}"
        return f"a number or {one}" if self.number else f"{one}'s word, or a mapping with its type"


def written(value: Any, info: SerializationInfo) -> Any:
    """How a field that holds parts is written down."""
    if isinstance(value, dict):
        return {name: written(item, info) for name, item in value.items()}
    if isinstance(value, list):
        return [written(item, info) for item in value]
    if not isinstance(value, Part):
        return value
    return value.model_dump(mode=info.mode, by_alias=True, exclude_none=info.exclude_none)


def _raise_at_type(mistake: PydanticCustomError, value: Any) -> None:
    raise ValidationError.from_exception_data("type", [InitErrorDetails(type=mistake, loc=("type",), input=value)])


def _without_type(kind: str, given: Mapping[str, Any]) -> PydanticCustomError:
    named = [key for key in given if key in shelf.words(kind)]
    if len(given) == 1 and named:
        return problem("word-as-key", "", kind=kind, word=named[0])
    return problem("missing-type", "", kind=kind, keys=tuple(given))
