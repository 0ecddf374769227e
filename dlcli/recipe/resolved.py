"""A checked recipe as it is understood, written so that it reads back as the same recipe."""

from __future__ import annotations

from typing import Any

from dlcli.recipe.check import Checked
from dlcli.recipe.fact_holes import known_unknown
from dlcli.recipe.nodes import Mapping, Node, Sequence
from dlcli.recipe.written import as_plain, yaml_of


def resolved(checked: Checked) -> dict[str, Any]:
    """The recipe with every default, as mappings, lists and values; a fact that is not known stays its hole."""
    plain = as_plain(checked.recipe)
    _keep_holes(checked.tree, plain)
    return plain


def resolved_yaml(checked: Checked) -> str:
    """The text of `dlcli show`."""
    return yaml_of(resolved(checked))


def _keep_holes(node: Node, value: Any) -> None:
    """A model holds None for a fact of data that is not here, and None is left out where it is written."""
    if isinstance(node, Mapping) and isinstance(value, dict):
        for key, entry in node.entries.items():
            if known_unknown(entry.node):
                value[key] = _text(entry.node)
            elif key in value:
                _keep_holes(entry.node, value[key])
    elif isinstance(node, Sequence) and isinstance(value, list):
        for index, item in enumerate(node.items[: len(value)]):
            if known_unknown(item):
                value[index] = _text(item)
            else:
                _keep_holes(item, value[index])


def _text(node: Node) -> str:
    return str(getattr(node, "value", ""))
