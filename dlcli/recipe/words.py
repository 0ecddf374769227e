"""Pages about the words of the language, read from their classes: docstrings, fields, examples."""

from __future__ import annotations

import re
import sys
from inspect import cleandoc
from textwrap import indent

from pydantic.fields import FieldInfo

from dlcli.parts import shelf
from dlcli.parts.part import Part, Spec
from dlcli.recipe.explanations import REQUIRED, Argument, Entry, Shelf, WordPage
from dlcli.recipe.meanings import meaning
from dlcli.recipe.schema_texts import field_text
from dlcli.recipe.type_words import default_in_words, type_in_words

_PLACES: dict[str, tuple[str, ...]] = {
    "augmentations": ("regularization", "augmentation", "-"),
    "constraints": ("kernel_constraint",),
    "initializers": ("kernel_initializer",),
    "layers": ("layers", "-"),
    "losses": ("loss",),
    "metrics": ("metrics", "-"),
    "mixings": ("regularization", "mixing"),
    "objectives": ("objective",),
    "optimizers": ("optimizer",),
    "regularizers": ("regularization", "kernel_regularizer"),
    "schedules": ("optimizer", "learning_rate"),
    "sources": ("data", "source"),
    "strategies": ("distribution",),
    "transforms": ("data", "transforms", "-"),
}
"""Where a word of each kind stands; `-` is a row of a list."""
_EMPTY_SUMMARY = re.compile(r"The \w+ `\w+`\.")
_DEFAULT = re.compile(r"\s*Default: (.+?)\.(?=\s|$)")
_EXAMPLE = re.compile(r"\s*Example: `(.+?)`\.?$")
_OF_EVERY_ROW = ("name", "from")


def place_of_kind(kind: str) -> str:
    """Where words of a kind stand, as a path: `data.transforms`."""
    return ".".join(step for step in _PLACES.get(kind, (kind,)) if step != "-")


def shelf_of(kind: str) -> Shelf:
    """A kind with each of its words."""
    return Shelf(kind, place_of_kind(kind), tuple(Entry(word, summary(kind, word)) for word in shelf.words(kind)))


def summary(kind: str, word: str) -> str:
    """What a word is, in a line."""
    part = shelf.part(kind, word)
    first = (sys.modules[part.__module__].__doc__ or "").strip().split("\n")[0]
    return _docstring(part)[0].split("\n")[0] if _EMPTY_SUMMARY.fullmatch(first) or not first else first


def word_page(kind: str, word: str) -> WordPage:
    """Everything about a word."""
    part = shelf.part(kind, word)
    paragraphs = _docstring(part)
    shapes = [each for each in paragraphs if each.startswith("Shapes:\n")]
    example = next((each for each in paragraphs if each.startswith("Example:\n")), "")
    first = summary(kind, word)
    text = tuple(" ".join(each.split()) for each in paragraphs if each not in shapes and each != example)
    return WordPage(
        word,
        kind,
        first,
        tuple(each for each in text if each != first),
        tuple(line.strip() for each in shapes for line in each.splitlines()[1:]),
        arguments_of(part),
        in_place(kind, cleandoc("\n" + example.removeprefix("Example:\n"))),
    )


def arguments_of(model: type[Spec]) -> tuple[Argument, ...]:
    """The fields of a word or a section; what every row has comes last."""
    fields = {field.alias or name: argument(model, name, field) for name, field in model.model_fields.items()}
    last = _OF_EVERY_ROW if issubclass(model, Part) else ()
    # A word's own fields stand behind those of its base, and what it cannot be without comes first.
    ordered = sorted(fields, key=lambda key: (key in last, fields[key].default != REQUIRED))
    return tuple(fields[key] for key in ordered)


def argument(model: type[Spec], name: str, field: FieldInfo) -> Argument:
    """A field in words."""
    text = field_text(model, name)
    said = _DEFAULT.search(text)
    default = said[1] if said else default_in_words(field)
    own = _DEFAULT.sub("", _EXAMPLE.sub("", text))
    return Argument(field.alias or name, type_in_words(field), default, own or meaning(field.alias or name))


def example_of(model: type[Spec], name: str) -> str:
    """The example in the docstring below a field."""
    found = _EXAMPLE.search(field_text(model, name))
    return found[1] if found else ""


def in_place(kind: str, example: str) -> str:
    """A word's example with the keys above it, as it would stand in a recipe."""
    *above, last = _PLACES.get(kind, (kind,))
    bare = re.fullmatch(r"type: (\w+)", example)
    text = bare[1] if bare else example
    if last == "-":
        text = "- " + indent(text, "  ").removeprefix("  ")
    else:
        text = f"{last}: {text}" if bare else f"{last}:\n{indent(text, '  ')}"
    if kind == "schedules":
        text = f"type: adam\n{text}"
    for key in reversed(above):
        text = f"{key}:\n{indent(text, '  ')}"
    return text


def _docstring(part: type[Part]) -> list[str]:
    return [each for each in cleandoc(part.__doc__ or "").split("\n\n") if each.strip()]
