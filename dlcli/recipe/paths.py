"""Paths in a recipe: relative to the file that holds them, `~` and `${env:NAME}` filled in when a path is used."""

from __future__ import annotations

import os
from pathlib import Path

from dlcli.ground.errors import DataError
from dlcli.parts.fields import IsPath
from dlcli.parts.part import Part
from dlcli.recipe.holes import HOLE
from dlcli.recipe.nodes import Node
from dlcli.recipe.source import at, place_of

Where = tuple[str | int, ...]


def path_fields(part: Part) -> tuple[str, ...]:
    """The fields of a part that are paths."""
    return tuple(
        name
        for name, field in type(part).model_fields.items()
        if any(isinstance(mark, IsPath) for mark in field.metadata)
    )


def absolute(part: Part, tree: Node, where: Where) -> Part:
    """The part with absolute paths; a path with `${env:NAME}` stays as it is written until it is used."""
    changed: dict[str, str] = {}
    for name in path_fields(part):
        value = getattr(part, name)
        if isinstance(value, str) and not HOLE.search(value) and at(tree, (*where, name)) is not None:
            folder = Path(place_of(tree, (*where, name)).source.name).parent
            changed[name] = os.path.abspath(folder / Path(value).expanduser())
    return part.model_copy(update=changed) if changed else part


def as_written(text: str, part: Part, located: Part) -> str:
    """A text that speaks of absolute paths, with each as the recipe writes it; its neighbours alike."""
    for name in path_fields(part):
        written, path = getattr(part, name), getattr(located, name)
        if isinstance(written, str) and isinstance(path, str) and not HOLE.search(written):
            text = text.replace(path, written)
            text = text.replace(f"{Path(path).parent}{os.sep}", "".join(written.rpartition("/")[:2]))
    return text


def with_environment(part: Part) -> Part:
    """The part with `${env:NAME}` filled in: for opening files, never for writing down.

    Raises:
        DataError: a variable that is not set.
    """
    changed = {
        name: HOLE.sub(_variable, value) for name in path_fields(part) if isinstance(value := getattr(part, name), str)
    }
    return part.model_copy(update={name: os.path.abspath(Path(value).expanduser()) for name, value in changed.items()})


def _variable(match: object) -> str:
    hole = str(match.group(1))  # type: ignore[attr-defined]
    name = hole.removeprefix("env:")
    if not hole.startswith("env:") or name not in os.environ:
        raise DataError(f"the environment variable {name} is not set", help=f"export {name}=PATH")
    return os.environ[name]
