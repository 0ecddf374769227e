"""Paths in a recipe: relative to the file that holds them, `~` and `${env:NAME}` filled in when a path is used."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TypeVar

from dlcli.ground.errors import DataError
from dlcli.parts.fields import IsPath
from dlcli.parts.part import Spec
from dlcli.recipe.holes import HOLE
from dlcli.recipe.nodes import Node
from dlcli.recipe.source import at, place_of

Where = tuple[str | int, ...]
SpecType = TypeVar("SpecType", bound=Spec)


def path_fields(part: Spec) -> tuple[str, ...]:
    """The fields of a part or a section that are paths."""
    return tuple(
        name
        for name, field in type(part).model_fields.items()
        if any(isinstance(mark, IsPath) for mark in field.metadata)
    )


def absolute(part: SpecType, tree: Node, where: Where) -> SpecType:
    """The part with absolute paths; `${env:NAME}` stays in them until they are used."""
    changed: dict[str, str] = {}
    for name in path_fields(part):
        value = getattr(part, name)
        if isinstance(value, str) and at(tree, (*where, name)) is not None:
            folder = Path(place_of(tree, (*where, name)).source.name).parent
            changed[name] = _joined(os.path.abspath(folder), value)
    return part.model_copy(update=changed) if changed else part


def _joined(folder: str, value: str) -> str:
    first = HOLE.search(value)
    if first is None:
        return os.path.abspath(os.path.join(folder, Path(value).expanduser()))
    variable = first.group(1).strip().removeprefix("env:")
    begun = value[: first.start()] or os.environ.get(variable, "/")
    # A variable most often holds the whole beginning of a path; what `..` leads to is not known before it is filled in.
    if os.path.isabs(os.path.expanduser(begun)):
        return value
    return os.path.join(folder, value)


def as_written(text: str, part: Spec, located: Spec) -> str:
    """A text that speaks of absolute paths, with each as the recipe writes it; its neighbours alike."""
    for name in path_fields(part):
        written, path = getattr(part, name), getattr(located, name)
        if isinstance(written, str) and isinstance(path, str) and not HOLE.search(written):
            text = text.replace(path, written)
            text = text.replace(f"{Path(path).parent}{os.sep}", "".join(written.rpartition("/")[:2]))
    return text


def with_environment(part: SpecType) -> SpecType:
    """The part with `${env:NAME}` filled in: for opening files, never for writing down.

    Raises:
        DataError: a variable that is not set.
    """
    changed = {
        name: HOLE.sub(_variable, value) for name in path_fields(part) if isinstance(value := getattr(part, name), str)
    }
    return part.model_copy(update={name: os.path.abspath(Path(value).expanduser()) for name, value in changed.items()})


def _variable(match: object) -> str:
    hole = str(match.group(1)).strip()  # type: ignore[attr-defined]
    name = hole.removeprefix("env:")
    if not hole.startswith("env:") or name not in os.environ:
        raise DataError(f"the environment variable {name} is not set", help=f"export {name}=PATH")
    return os.environ[name]
