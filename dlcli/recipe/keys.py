"""The keys of a recipe by their paths: those of the sections, and those that only the written form has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pydantic.fields import FieldInfo

from dlcli.parts.part import Spec
from dlcli.recipe.explanations import Argument, KeyPage
from dlcli.recipe.model import Recipe
from dlcli.recipe.type_words import kind_of, section_of
from dlcli.recipe.words import argument, arguments_of, example_of

_LAST = '  - {type: dense, units: "${data.classes}", activation: softmax}'
_BLOCK = (
    "blocks:\n  dense_relu:\n    defaults: {units: 32}\n    layers:\n"
    '      - {type: dense, units: "${units}"}\n      - relu\n'
    f"layers:\n  - {{use: dense_relu, repeat: 2, with: {{units: 64}}}}\n{_LAST}"
)
_WRITTEN = {
    "extends": (
        "a path, or a list of them",
        "The recipe that this one begins from, relative to this file; keys of this file win.",
        "extends: base.yaml",
    ),
    "changes": (
        "a mapping from paths to values",
        "Edits of what was inherited, by the paths of --set; rows by their number or name, null takes one out.",
        "changes: {layers.0.units: 32, training.epochs: 5}",
    ),
    "vars": (
        "a mapping from names to values",
        'Values with a name, for use in several places as "${name}".',
        f'vars: {{width: 64}}\nlayers:\n  - {{type: dense, units: "${{width}}", activation: relu}}\n{_LAST}',
    ),
    "blocks": (
        "a mapping from names to blocks",
        "Lists of rows for use in several places; each ${hole} in them is filled by `with` or `defaults`.",
        _BLOCK,
    ),
    "blocks.NAME.defaults": (
        "a mapping from holes to values",
        "What fills a hole of the block where `with` does not.",
        'defaults: {units: 32, activation: "${activation}"}',
    ),
    "blocks.NAME.layers": ("a list of layers", "The rows of the block.", "layers: [relu]"),
    "layers.use": ("a block's name", "Writes out the rows of a block here.", _BLOCK),
    "layers.with": ("a mapping from holes to values", "What fills the holes of the block.", _BLOCK),
    "layers.repeat": ("a whole number", "How often the block is written out, one after another.", _BLOCK),
    "type": (
        "a word",
        "Which word a part is; where it needs no more, the bare word may stand alone.",
        "optimizer: {type: adam, learning_rate: 0.001}",
    ),
    "data.classes": (
        "a fact of the data",
        'How many classes the label has, for use as "${data.classes}".',
        f"layers:\n{_LAST}",
    ),
    "data.features": (
        "a fact of the data",
        'How many numbers the last axis of the feature has, for use as "${data.features}".',
        f'layers:\n  - {{type: dense, units: "${{data.features}}", activation: relu}}\n{_LAST}',
    ),
}


@dataclass(frozen=True)
class Key:
    """A key of a section."""

    path: str
    owner: type[Spec]
    name: str
    field: FieldInfo


@cache
def by_path() -> dict[str, Key]:
    """Every key of a recipe's sections by its path, in the order of the model."""
    return {key.path: key for key in _below(Recipe, "")}


def paths() -> tuple[str, ...]:
    """The path of every key that has a page."""
    return (*by_path(), *_WRITTEN)


def sections() -> tuple[str, ...]:
    """The keys of a recipe's outermost level."""
    return tuple(path for path in paths() if "." not in path and path != "type")


def found(word: str) -> tuple[str, ...]:
    """The paths that a word names: itself, or every path that ends in it."""
    known = paths()
    return (word,) if word in known else tuple(path for path in known if path.endswith(f".{word}"))


def key_page(path: str) -> KeyPage:
    """Everything about a key."""
    if path in _WRITTEN:
        type_, meaning, example = _WRITTEN[path]
        return KeyPage(Argument(path, type_, "none", ""), meaning, (), None, example)
    key = by_path()[path]
    section = section_of(key.field)
    told = argument(key.owner, key.name, key.field)
    above = path.split(".")[:-1]
    example = example_of(key.owner, key.name)
    if example.startswith("{"):
        # A key that stands beside another one is shown with it.
        example = f"{above.pop()}: {example}"
    for depth, step in reversed(list(enumerate(above))):
        example = f"{step}:\n{'  ' * (depth + 1)}{example}"
    below = arguments_of(section) if section else ()
    kind = None if section else kind_of(key.field)
    return KeyPage(Argument(path, told.type, told.default, ""), told.meaning, below, kind, example)


def _below(section: type[Spec], prefix: str) -> Iterator[Key]:
    for name, field in section.model_fields.items():
        path = f"{prefix}{field.alias or name}"
        yield Key(path, section, name, field)
        inner = section_of(field)
        if inner is not None:
            yield from _below(inner, f"{path}.")
