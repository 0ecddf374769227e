"""Puts a recipe together: `extends` (in order) < the file < its `changes` < `--set`, then `vars`."""

from __future__ import annotations

import os
from collections.abc import Sequence as Many
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from dlcli.recipe.changes import Changes
from dlcli.recipe.diagnostics import Diagnostic, Note, Place, RecipeError, SourceText, suggestion
from dlcli.recipe.holes import apply_vars
from dlcli.recipe.merge import merged
from dlcli.recipe.misused_blocks import misused_blocks
from dlcli.recipe.source import Entry, Mapping, Node, Scalar, Sequence, parse, read
from dlcli.recipe.unused import unused

DEEPEST = 8
MOST_NEIGHBOURS = 1000
OVERRIDE = "--set"
"""How an override is called where a file has its name."""


@dataclass(frozen=True)
class Draft:
    """A recipe as one tree, every part of it still knowing its place."""

    path: Path
    tree: Mapping
    warnings: tuple[Diagnostic, ...] = ()
    overrides: tuple[str, ...] = ()


def compose(path: Path, overrides: Many[str] = ()) -> Draft:
    """The tree of a recipe file, with what it extends, its changes, the overrides and its variables applied.

    Raises:
        RecipeError: a mistake in the text, in a path of a change, or in a variable.
    """
    mistakes: list[Diagnostic] = []
    # One for all, as a row's number is the one that was written, before any file's changes.
    work = Changes(mistakes)
    tree = _with_bases(path, (), work, mistakes)
    for override in overrides:
        _set(work, tree, override, mistakes)
    work.finish()
    if mistakes:
        raise RecipeError(mistakes)
    # An override may have replaced the only use.
    warnings = () if overrides else unused(tree, path)
    apply_vars(tree, mistakes)
    mistakes.extend(misused_blocks(tree))
    if mistakes:
        raise RecipeError(mistakes)
    return Draft(path, tree, warnings, tuple(overrides))


def _with_bases(path: Path, above: tuple[Place, ...], work: Changes, mistakes: list[Diagnostic]) -> Mapping:
    own = _read_mapping(path, above)
    extended = own.entries.pop("extends", None)
    changes = own.entries.pop("changes", None)
    tree = Mapping({}, own.place)
    for place, base in _bases(extended, mistakes):
        seen = [Path(each.source.name).resolve() for each in above] + [path.resolve()]
        if base.resolve() in seen or len(seen) > DEEPEST:
            mistakes.append(_endless(base, place, too_deep=base.resolve() not in seen))
            continue
        tree = merged(tree, _with_bases(base, (*above, place), work, mistakes))
    tree = merged(tree, own)
    if changes is not None:
        _apply_changes(work, tree, changes, mistakes)
    return tree


def _read_mapping(path: Path, above: tuple[Place, ...]) -> Mapping:
    try:
        return read(path)
    except RecipeError as error:
        notes = tuple(Note("extended from here", place) for place in reversed(above))
        raise RecipeError([replace(each, notes=(*each.notes, *notes)) for each in error.diagnostics]) from None


def _bases(entry: Entry | None, mistakes: list[Diagnostic]) -> list[tuple[Place, Path]]:
    if entry is None:
        return []
    nodes = entry.node.items if isinstance(entry.node, Sequence) else [entry.node]
    found: list[tuple[Place, Path]] = []
    for node in nodes:
        if not isinstance(node, Scalar) or not isinstance(node.value, str):
            mistakes.append(
                Diagnostic(
                    "wrong-type", "extends takes a path, or a list of paths", node.place, help="extends: base.yaml"
                )
            )
            continue
        base = Path(node.place.source.name).parent / node.value
        if os.path.isfile(base):
            found.append((node.place, base))
        else:
            mistakes.append(_missing(node.value, base, node.place))
    return found


def _missing(written: str, base: Path, place: Place) -> Diagnostic:
    beside = islice(base.parent.glob("*.yaml"), MOST_NEIGHBOURS) if os.path.isdir(base.parent) else ()
    near = suggestion(base.name, sorted(path.name for path in beside))
    label = f"did you mean {str(Path(written).parent / near)!r}?" if near else ""
    help_text = f"paths are relative to this file; looked for {base}"
    return Diagnostic("missing-file", f"there is no file {written!r} to extend", place, label, help_text)


def _endless(base: Path, place: Place, *, too_deep: bool) -> Diagnostic:
    if too_deep:
        return Diagnostic(
            "extends-too-deep",
            f"more than {DEEPEST} files extend one another",
            place,
            help="extend a file further down",
        )
    return Diagnostic(
        "extends-cycle", f"{base.name} extends itself", place, label="comes back here", help="take one of the two out"
    )


def _apply_changes(work: Changes, tree: Mapping, changes: Entry, mistakes: list[Diagnostic]) -> None:
    if not isinstance(changes.node, Mapping):
        help_text = "changes: {layers.2.filters: 32}"
        mistakes.append(
            Diagnostic("wrong-type", "changes takes a mapping from paths to values", changes.node.place, help=help_text)
        )
        return
    for path, entry in changes.node.entries.items():
        work.apply(tree, path, entry.node, entry.key_place)


def _set(work: Changes, tree: Mapping, override: str, mistakes: list[Diagnostic]) -> None:
    path, equals, value = override.partition("=")
    indent = len(path) - len(path.lstrip())
    place = Place(SourceText(OVERRIDE, tuple(override.splitlines()) or ("",)), 1, 1 + indent, 1 + len(path.rstrip()))
    if not equals or not path.strip():
        message = "--set takes PATH=VALUE, " + ("here is no '='" if path.strip() else "here is no path")
        mistakes.append(Diagnostic("wrong-override", message, place, help="--set optimizer.learning_rate=1e-3"))
        return
    try:
        node: Node = parse(value, OVERRIDE, before=f"{path}=")
    except RecipeError as error:
        mistakes.extend(error.diagnostics)
        return
    work.apply(tree, path.strip(), node, place)
