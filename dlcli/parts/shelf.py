"""Finds parts: the words of a kind are file names, and a part is imported when it is used."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dlcli.parts.part import Part

_HERE = Path(__file__).parent


@cache
def kinds() -> tuple[str, ...]:
    """Every kind of part: `layers`, `losses`, …, in alphabetical order."""
    return tuple(sorted(folder.name for folder in _HERE.iterdir() if (folder / "__init__.py").is_file()))


@cache
def words(kind: str) -> tuple[str, ...]:
    """Every word of a kind, in alphabetical order, without importing one."""
    return tuple(sorted(file.stem for file in (_HERE / kind).glob("*.py") if not file.stem.startswith("_")))


@cache
def part(kind: str, word: str) -> type[Part]:
    """The class behind a word.

    Raises:
        KeyError: no such word stands on this shelf.
    """
    if word not in words(kind):
        raise KeyError(word)
    module = import_module(f"dlcli.parts.{kind}.{word}")
    found = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and value.__module__ == module.__name__ and getattr(value, "word", None) == word
    ]
    if len(found) != 1:
        raise TypeError(f"{module.__name__} has to define one part, it defines {len(found)}")
    return found[0]


def kinds_of(word: str) -> tuple[str, ...]:
    """The kinds in which a word stands: `rescaling` is a layer and a transform."""
    return tuple(kind for kind in kinds() if word in words(kind))
