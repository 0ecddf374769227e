"""The transforms of each feature, with their places, and the facts behind them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from dlcli.parts.facts import TABLE, Facts, Feature, Label
from dlcli.parts.transforms._transform import Transform, TransformProblem
from dlcli.recipe.diagnostics import Diagnostic, suggestion
from dlcli.recipe.fact_holes import values_of
from dlcli.recipe.graph import Where
from dlcli.recipe.model import Data, Recipe
from dlcli.recipe.nodes import Mapping
from dlcli.recipe.partial_holes import partial_holes
from dlcli.recipe.source import at, place_of
from dlcli.recipe.table import put_together

SECTION: Where = ("data", "transforms")


class Placed(NamedTuple):
    """A transform, where it stands, and its number: `0`, or `text.0` where there are lists by feature."""

    number: str
    where: Where
    transform: Transform


def transforms_of(recipe: Recipe, facts: Facts) -> dict[str, list[Placed]]:
    """The transforms by feature; one list is that of the only feature."""
    return _by_feature(recipe.data.transforms, facts)


def _by_feature(given: list[Transform] | dict[str, list[Transform]], facts: Facts) -> dict[str, list[Placed]]:
    if isinstance(given, dict):
        return {
            name: [Placed(f"{name}.{index}", (*SECTION, name, index), each) for index, each in enumerate(rows)]
            for name, rows in given.items()
        }
    only = facts.only_feature()
    rows = [Placed(str(index), (*SECTION, index), each) for index, each in enumerate(given)]
    return {only: rows} if only is not None and rows else {}


def transformed(recipe: Recipe, facts: Facts, tree: Mapping, mistakes: list[Diagnostic]) -> Facts:
    """The facts behind the transforms: what enters the network."""
    changed = {}
    for name, rows in transforms_of(recipe, facts).items():
        if name in facts.labels:
            mistakes.extend(_of_label(name, facts.labels[name], rows, recipe, tree))
            continue
        if name not in facts.features:
            mistakes.extend(_unknown(name, facts, tree))
            continue
        feature = facts.features[name]
        for placed in rows:
            feature = _after(placed, feature, tree, mistakes)
        changed[name] = feature
    features = {**facts.features, **changed}
    if TABLE in features and features[TABLE].beside:
        features[TABLE] = put_together(features)
    return replace(facts, features=features)


def given_to(facts: Facts, name: str) -> Feature:
    """The facts of what the first transform of a feature or a label is given."""
    return facts.features[name] if name in facts.features else Feature(facts.labels[name].shape)


def _of_label(name: str, label: Label, rows: list[Placed], recipe: Recipe, tree: Mapping) -> Iterator[Diagnostic]:
    """Transforms of a label change numbers, and can be undone."""
    place = place_of(tree, (*SECTION, name), key=True)
    if recipe.objective.compares != "labels":
        yield Diagnostic("wrong-transform", f"{recipe.objective.word} looks at no label", place, "take it out")
    elif label.kind not in ("number", None):
        message = f"{name} is a class, its transforms are for numbers"
        yield Diagnostic("wrong-transform", message, place, "take it out")
    else:
        feature = given_to(Facts(labels={name: label}), name)
        told: list[Diagnostic] = []
        for placed in rows:
            if not placed.transform.invertible:
                where = place_of(tree, (*placed.where, "type"))
                message = f"{placed.transform.word} cannot be undone, and answers are in the label's own numbers"
                yield Diagnostic("wrong-transform", message, where, "take it out")
                return
            feature = _after(placed, feature, tree, told)
        yield from told


def _unknown(name: str, facts: Facts, tree: Mapping) -> Iterator[Diagnostic]:
    if facts.features:
        near = suggestion(name, [*facts.features, *facts.labels])
        label = f"did you mean {near!r}?" if near else "take it out"
        place = place_of(tree, (*SECTION, name), key=True)
        known = f"features: {', '.join(facts.features)}; labels: {', '.join(facts.labels) or 'none'}"
        yield Diagnostic("wrong-transform", f"the data has no feature or label {name!r}", place, label, known)


def _after(placed: Placed, feature: Feature, tree: Mapping, mistakes: list[Diagnostic]) -> Feature:
    try:
        return placed.transform.feature(feature)
    except TransformProblem as problem:
        place = place_of(tree, (*placed.where, "type"))
        mistakes.append(Diagnostic("wrong-transform", problem.message, place, problem.label, problem.help or None))
        return Feature(None)


def with_vocabularies(facts: Facts, tree: Mapping, learned: dict[str, int]) -> Facts:
    """The facts with the number of words of each text: as its transforms name them, or as they have learned them."""
    sizes = {**_written(facts, tree), **learned}
    changed = {name: replace(facts.features[name], vocabulary=size) for name, size in sizes.items()}
    return replace(facts, features={**facts.features, **changed}) if changed else facts


def _written(facts: Facts, tree: Mapping) -> dict[str, int]:
    node = at(tree, SECTION)
    texts = {name for name, feature in facts.features.items() if feature.text}
    if node is None or not texts or any(partial_holes(node)):
        return {}
    adapter: TypeAdapter[list[Transform] | dict[str, list[Transform]]] = TypeAdapter(
        Data.model_fields["transforms"].rebuild_annotation()
    )
    try:
        found = _by_feature(adapter.validate_python(values_of(node)), facts)
    except ValidationError:
        return {}
    sizes = {name: size for name, rows in found.items() for each in rows if (size := each.transform.vocabulary_size())}
    return {name: size for name, size in sizes.items() if name in texts}
