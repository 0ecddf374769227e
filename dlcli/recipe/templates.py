"""The shipped recipes: found, described by the first lines of each, and written out as a recipe of one's own."""

from __future__ import annotations

import difflib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from dlcli.ground import atomic
from dlcli.ground.errors import UsageError
from dlcli.recipe.compose import compose
from dlcli.recipe.nodes import plain
from dlcli.recipe.source import read
from dlcli.recipe.written import yaml_of

_PACKAGE = Path(__file__).resolve().parent.parent
_HEAD = re.compile(r"# (?P<summary>.+)\n# (?P<command>dlcli train .+)\n# (?P<cost>[^;\n]+); holds: (?P<holds>.+)\n")


@dataclass(frozen=True)
class Template:
    """A shipped recipe, by what its first three lines say of it."""

    name: str
    """Its path below the folder of recipes, without `.yaml`: `vision/lenet5_digits`."""
    path: Path
    summary: str
    command: str
    cost: str
    """`20 s on 2 CPU cores`."""
    holds: str
    """The metric or the loss on the test split that a test holds it to: `accuracy >= 0.94`, `loss <= 0.03`."""


def folder() -> Path:
    """Where the shipped recipes stand: inside an installed package, beside one that is installed for editing."""
    shipped = _PACKAGE / "shipped" / "recipes"
    return shipped if shipped.is_dir() else _PACKAGE.parent / "recipes"


def templates() -> list[Template]:
    """Every shipped recipe, `quickstart` first; the fragments in `blocks/` are none."""
    root = folder()
    found = [_described(path, root) for path in root.rglob("*.yaml") if path.relative_to(root).parts[0] != "blocks"]
    return sorted(found, key=lambda each: ("/" in each.name, each.name))


def template(name: str) -> Template:
    """The template of that name, or the only one whose name ends in it: `lenet5_digits`.

    Raises:
        KeyError: there is none, or several end in it.
    """
    every = templates()
    found = [each for each in every if each.name == name] or [each for each in every if _last(each.name) == name]
    if len(found) != 1:
        raise KeyError(name)
    return found[0]


def write(template: Template, file: Path) -> None:
    """Writes the template as one self-contained file, with the command that trains it in its head.

    Raises:
        UsageError: there is something at the path, or its name cannot stand in a recipe.
    """
    if not str(file).isprintable():
        raise UsageError(f"{str(file)!r} holds a character that cannot be printed", help="give the file another name")
    if os.path.lexists(file):
        raise UsageError(f"'{file}' is there already", help="give the new recipe another name")
    text = template.path.read_text(encoding="utf-8")
    head = _HEAD.match(text)
    assert head is not None
    lines = text[: head.start("command")] + f"dlcli train {quote(str(file))}" + text[head.end("command") : head.end()]
    atomic.write_text(file, lines + _body(template.path, text[head.end() :]))


def write_named(name: str, file: Path | None = None) -> Path:
    """Writes the template of that name, to `NAME.yaml` in the current folder where no file is given.

    Raises:
        UsageError: there is no such template, or the file cannot be written.
    """
    try:
        chosen = template(name)
    except KeyError:
        raise _unknown(name) from None
    file = file or Path(f"{_last(chosen.name)}.yaml")
    write(chosen, file)
    return file


def _body(path: Path, text: str) -> str:
    """What follows the head: as it stands, or put together where the recipe needs other files."""
    if "extends" not in read(path).entries:
        return text
    return "\n" + yaml_of(plain(compose(path).tree))


def _described(path: Path, root: Path) -> Template:
    head = _HEAD.match(path.read_text(encoding="utf-8"))
    if head is None:
        raise ValueError(f"{path}: a shipped recipe begins with its summary, its command, its cost and what it holds")
    return Template(path.relative_to(root).with_suffix("").as_posix(), path, **head.groupdict())


def _last(name: str) -> str:
    return name.rpartition("/")[2]


def _unknown(name: str) -> UsageError:
    every = [each.name for each in templates()]
    same = [each for each in every if _last(each) == name]
    if same:
        return UsageError(f"several templates are called {name!r}", help=f"name one in full: {', '.join(same)}")
    by_last = {_last(each): each for each in every}
    alike = difflib.get_close_matches(name[:64], [*every, *by_last], n=1)
    near = f"did you mean '{by_last.get(alike[0], alike[0])}'? " if alike else ""
    return UsageError(f"there is no template {name!r}", help=f"{near}dlcli new --list shows them all")
