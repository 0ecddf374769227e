"""Facts of the data in a recipe: `"${data.classes}"`, `"${data.features}"`, `"${data.NAME.classes}"`."""

from __future__ import annotations

from collections.abc import Mapping as Table

from dlcli.parts.facts import Facts
from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.holes import fill, hole_of, unknown_hole
from dlcli.recipe.nodes import Mapping, Node, Scalar


def fill_facts(tree: Mapping, facts: Facts, mistakes: list[Diagnostic]) -> Mapping:
    """A copy of the tree in which every known fact stands as its number; an unknown one stays a hole."""
    table = fact_table(facts)

    def filler(node: Scalar, name: str) -> Node | None:
        if not name.startswith("data."):
            return None
        if name not in table:
            if facts.features or facts.labels:
                mistakes.append(unknown_hole(node, name, table, where="the data"))
            return None
        value = table[name]
        return None if value is None else Scalar(value, node.place, quoted=False)

    filled = fill(tree, filler)
    assert isinstance(filled, Mapping)
    return filled


def known_unknown(node: Node) -> bool:
    """Whether a value is a fact of the data that is not known yet."""
    name = hole_of(node)
    return name is not None and name.startswith("data.")


def fact_table(facts: Facts) -> Table[str, int | None]:
    """Every fact by the name that stands in a hole; None where it is unknown."""
    table: dict[str, int | None] = {}
    label = facts.only_label()
    if label is not None:
        table["data.classes"] = facts.labels[label].classes
    for name, each in facts.labels.items():
        table[f"data.{name}.classes"] = each.classes
    feature = facts.only_feature()
    if feature is not None:
        shape = facts.features[feature].shape
        table["data.features"] = shape[-1] if shape else None
    return table
