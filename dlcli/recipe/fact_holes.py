"""Facts of the data in a recipe: `"${data.classes}"`, `"${data.features}"`, `"${data.NAME.classes}"`."""

from __future__ import annotations

from collections.abc import Mapping as Table
from typing import Any

from dlcli.parts.facts import UNKNOWN, Facts
from dlcli.recipe.diagnostics import Diagnostic, suggestion
from dlcli.recipe.holes import fill, hole_of
from dlcli.recipe.nodes import Mapping, Node, Scalar, Sequence


def fill_facts(tree: Mapping, facts: Facts, mistakes: list[Diagnostic]) -> Mapping:
    """A copy of the tree in which every known fact stands as its number; an unknown one stays a hole."""
    table = fact_table(facts)

    def filler(node: Scalar, name: str) -> Node | None:
        if not name.startswith("data."):
            return None
        if name not in table:
            if facts.features or facts.labels:
                mistakes.append(_unknown_fact(node, name, table))
            return None
        value = table[name]
        return None if value is None else Scalar(value, node.place, quoted=False)

    filled = fill(tree, filler)
    assert isinstance(filled, Mapping)
    return filled


def _unknown_fact(node: Scalar, name: str, table: Table[str, object]) -> Diagnostic:
    near = suggestion(name, table)
    label = f"did you mean '${{{near}}}'?" if near else ""
    if name.endswith(".classes") and not any(fact.endswith(".classes") for fact in table):
        label = "its label is a number, not a class: write a number here, 1 for one output"
    help_text = f"facts of the data: {', '.join(table) or 'none'}"
    return Diagnostic("unknown-hole", f"the data has no {name!r}", node.place, label, help_text)


def known_unknown(node: Node) -> bool:
    """Whether a value is a fact of the data that is not known yet."""
    name = hole_of(node)
    return name is not None and name.startswith("data.")


def values_of(node: Node) -> Any:
    """The tree as plain values; a fact that is not known yet stands as UNKNOWN."""
    if isinstance(node, Mapping):
        return {key: values_of(entry.node) for key, entry in node.entries.items()}
    if isinstance(node, Sequence):
        return [values_of(item) for item in node.items]
    return UNKNOWN if known_unknown(node) else node.value


def fact_table(facts: Facts) -> Table[str, int | None]:
    """Every fact by the name that stands in a hole; None where it is unknown."""
    table: dict[str, int | None] = {}
    label = facts.only_label()
    if label is not None and facts.labels[label].kind != "number":
        table["data.classes"] = facts.labels[label].classes
    for name, each in facts.labels.items():
        if each.kind != "number":
            table[f"data.{name}.classes"] = each.classes
    for name, each_feature in facts.features.items():
        if each_feature.text or each_feature.vocabulary is not None:
            table[f"data.{name}.vocabulary"] = each_feature.vocabulary
    feature = facts.only_feature()
    if feature is not None:
        shape = facts.features[feature].shape
        if not facts.features[feature].text:
            table["data.features"] = shape[-1] if shape else None
    return table
