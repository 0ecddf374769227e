"""A recipe file -> a checked Recipe, or every mistake in it, without TensorFlow, Keras or NumPy."""

from __future__ import annotations

import glob
import os
from collections.abc import Mapping as Table
from collections.abc import Sequence as Many
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from dlcli.ground.errors import DataError
from dlcli.parts.facts import Facts
from dlcli.parts.part import Part
from dlcli.parts.sources._source import Source
from dlcli.recipe import rules
from dlcli.recipe.blocks import Blocks
from dlcli.recipe.compose import Draft, compose
from dlcli.recipe.defaults import completed
from dlcli.recipe.diagnostics import WRONG_DATA, Diagnostic, RecipeError, grouped
from dlcli.recipe.expect import with_expected
from dlcli.recipe.fact_holes import fill_facts, values_of
from dlcli.recipe.frozen import with_frozen
from dlcli.recipe.heads import Head, heads_of
from dlcli.recipe.model import Data, Recipe
from dlcli.recipe.networks import networks_of, taken_features
from dlcli.recipe.nodes import Mapping
from dlcli.recipe.partial_holes import partial_holes
from dlcli.recipe.paths import absolute, as_written, path_fields, with_environment
from dlcli.recipe.rules import Subject
from dlcli.recipe.shapes import SizedGraph, parameters_of
from dlcli.recipe.source import at, place_of
from dlcli.recipe.table import with_parts
from dlcli.recipe.transformed import transformed, with_vocabularies

SOURCE = ("data", "source")
NOT_CHECKED = ": what depends on the data is not checked"


@dataclass(frozen=True)
class Checked:
    """A recipe without mistakes: what `build` makes live objects from."""

    draft: Draft
    recipe: Recipe
    tree: Mapping
    facts: Facts
    """Of the source, before the transforms."""
    features: Facts
    """Of what enters the network, after the transforms."""
    networks: Table[str, SizedGraph]
    """By name, in the order in which they are computed; a single one is called `layers`."""
    heads: tuple[Head, ...]
    warnings: tuple[Diagnostic, ...]

    def taken(self) -> tuple[str, ...]:
        """The features that the networks take."""
        return taken_features(self.networks, self.features.features)

    def parameters(self, *, trainable_only: bool = False) -> int | None:
        """The number of weights; None where a shape is unknown."""
        return parameters_of(self.networks.values(), trainable_only=trainable_only)

    def thaws_at(self) -> int | None:
        """After how many epochs frozen rows are trained; None where there are none, or never."""
        return self.recipe.training.freeze.until_epoch if self.recipe.training.freeze else None

    def known(self) -> bool:
        """Whether the data says enough for the networks to be written out."""
        return all(each.graph.output is not None for each in self.networks.values())


def check(path: Path, overrides: Many[str] = ()) -> Checked:
    """Reads and checks a recipe file.

    Raises:
        RecipeError: with every mistake at its place.
    """
    return check_draft(compose(path, overrides))


def check_draft(draft: Draft, facts: Facts | None = None, vocabularies: dict[str, int] | None = None) -> Checked:
    """Checks a composed recipe; `facts` are the loaded data's, where they are certain.

    `vocabularies` are the numbers of words that transforms have learned, by feature.

    Raises:
        RecipeError: with every mistake at its place.
    """
    mistakes: list[Diagnostic] = []
    tree = draft.tree
    entry = tree.entries.get("blocks")
    blocks = Blocks(entry.node if entry else None, mistakes)
    expanded = blocks.expand(Mapping({key: each for key, each in tree.entries.items() if key != "blocks"}, tree.place))
    assert isinstance(expanded, Mapping)
    whole = not mistakes
    mistakes.extend(partial_holes(expanded))
    source = _source(expanded) if facts is None else None
    found = facts or (Facts() if source is None else _facts_of_source(source, expanded, mistakes))
    found = with_vocabularies(found, expanded, vocabularies or {})
    known = with_expected(found, source, expanded, mistakes)
    filled = fill_facts(expanded, known, mistakes)
    recipe = _validated(filled, mistakes)
    if recipe is None:
        raise RecipeError(mistakes)
    recipe = _with_absolute_paths(completed(recipe, known, name=_name_of(draft.path)), filled)
    known = with_parts(recipe, known)
    features = transformed(recipe, known, filled, mistakes)
    networks = with_frozen(recipe.training.freeze, networks_of(recipe, features, filled, mistakes))
    heads = heads_of(recipe, known, networks, filled, mistakes)
    subject = Subject(recipe, filled, known, features, networks, heads, whole)
    # Where a block is lost, nothing tells what the rest would have used.
    told = [*(draft.warnings if whole else ()), *mistakes, *rules.run(subject)]
    if any(each.severity == "error" for each in told):
        raise RecipeError(told)
    return Checked(draft, recipe, filled, known, features, networks, heads, grouped(told))


def _source(tree: Mapping) -> Source | None:
    """The source; None where there is a mistake in it, which is told with all the others."""
    node = at(tree, SOURCE)
    if node is None or any(partial_holes(node)):
        return None
    adapter: TypeAdapter[Source] = TypeAdapter(Data.model_fields["source"].rebuild_annotation())
    try:
        return adapter.validate_python(values_of(node))
    except ValidationError:
        return None


def _facts_of_source(source: Source, tree: Mapping, mistakes: list[Diagnostic]) -> Facts:
    """What the source tells; missing data is a warning, the rest of the recipe is still checked."""
    try:
        located = absolute(source, tree, SOURCE)
        opened = with_environment(located)
        assert isinstance(opened, Source)
        return opened.facts()
    except DataError as error:
        mistakes.append(_of_data(error, source, located, tree))
        return Facts()


def _of_data(error: DataError, source: Source, located: Part, tree: Mapping) -> Diagnostic:
    """Data that is not here is a warning, data that is here and wrong an error; the file and its row stand in front."""
    where = f"{error.where}: " if error.where else ""
    message = as_written(f"{where}{error.message}", source, located)
    help_text = as_written(error.help, source, located) if error.help else None
    place = place_of(tree, (*SOURCE, "path"))
    if all(_is_there(getattr(located, name) or "") for name in path_fields(located)):
        return Diagnostic(WRONG_DATA, message, place, help=help_text)
    return Diagnostic("missing-data", message + NOT_CHECKED, place, help=help_text, severity="warning")


def _is_there(path: str) -> bool:
    return os.path.exists(path) or (glob.has_magic(path) and bool(glob.glob(path, recursive=True)))


def _validated(tree: Mapping, mistakes: list[Diagnostic]) -> Recipe | None:
    try:
        return Recipe.model_validate(values_of(tree))
    except ValidationError as error:
        # What words mistakes knows the whole language; a recipe without one need not wait for it.
        from dlcli.recipe.mistakes import diagnostics_of

        told = [each.place for each in mistakes if each.code == "partial-hole"]
        mistakes.extend(each for each in diagnostics_of(error, tree) if each.place not in told)
        return None


def _name_of(path: Path) -> str:
    kept = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "_-") else "_" for letter in path.stem)
    return kept[:64] or "recipe"


def _with_absolute_paths(recipe: Recipe, tree: Mapping) -> Recipe:
    source = absolute(recipe.data.source, tree, ("data", "source"))
    changed: dict[str, object] = {"data": recipe.data.model_copy(update={"source": source})}
    if recipe.training.initial_weights is not None:
        weights = absolute(recipe.training.initial_weights, tree, ("training", "initial_weights"))
        changed["training"] = recipe.training.model_copy(update={"initial_weights": weights})
    return recipe.model_copy(update=changed)
