"""All columns of a table side by side: the plain numbers, and behind them what transforms make of other columns."""

from __future__ import annotations

from dataclasses import replace

from dlcli.parts import shelf
from dlcli.parts.facts import TABLE, ColumnKind, Facts, Feature
from dlcli.parts.transforms._transform import Transform, TransformProblem
from dlcli.recipe.model import Recipe

USUAL: dict[ColumnKind, list[tuple[str, dict[str, object]]]] = {
    "category": [("string_lookup", {"output_mode": "one_hot"})],
    "date": [("date_parts", {}), ("normalization", {})],
}
"""The transforms of a column that names none, by its kind."""


def with_usual_transforms(recipe: Recipe, facts: Facts) -> Recipe:
    """The recipe with transforms for each column of a table that is no number, and for which it names none."""
    usual = {name: USUAL[each.kind] for name, each in facts.features.items() if each.kind in USUAL}
    if TABLE not in facts.features or not usual:
        return recipe
    given = recipe.data.transforms
    by_name = dict(given) if isinstance(given, dict) else {TABLE: given} if given else {}
    made = {name: [_transform(*each) for each in rows] for name, rows in usual.items() if name not in by_name}
    return recipe.model_copy(update={"data": recipe.data.model_copy(update={"transforms": {**by_name, **made}})})


def _transform(word: str, fields: dict[str, object]) -> Transform:
    found = shelf.part("transforms", word).model_validate(fields)
    assert isinstance(found, Transform)
    return found


def with_parts(recipe: Recipe, facts: Facts) -> Facts:
    """The facts of a table as its own transforms are given it: the columns that have none of their own, as numbers."""
    table, given = facts.features.get(TABLE), recipe.data.transforms
    if table is None or table.shape is None or not isinstance(given, dict):
        return facts
    columns = [name for name, each in facts.features.items() if name != TABLE and given.get(name)]
    beside = tuple(name for name in columns if _makes_numbers(given[name], facts.features[name]))
    plain = tuple(name for name in table.columns if name not in columns)
    missing = next((where for name in plain if (where := facts.features[name].missing)), "")
    changed = replace(table, shape=(len(plain),), columns=plain, beside=beside, missing=missing)
    return replace(facts, features={**facts.features, TABLE: changed})


def _makes_numbers(transforms: list[Transform], feature: Feature) -> bool:
    """Whether a column comes out as numbers that mean something: that of a word in a vocabulary does not."""
    for each in transforms:
        try:
            feature = each.feature(feature)
        except TransformProblem:
            return False
    return not feature.text and not any(each.gives_indices() for each in transforms)


def put_together(features: dict[str, Feature]) -> Feature:
    """The table behind all transforms."""
    table = features[TABLE]
    widths = [table.shape[-1] if table.shape else None] if table.columns else []
    for name in table.beside:
        shape = features[name].shape
        widths.append(None if shape is None else shape[-1] if shape else 1)
    known = [width for width in widths if width is not None]
    missing = next((where for name in (TABLE, *table.beside) if (where := features[name].missing)), "")
    shape = (sum(known) if len(known) == len(widths) else None,)
    return replace(table, shape=shape, value_range=None, missing=missing)
