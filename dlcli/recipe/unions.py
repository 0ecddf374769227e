"""A value that fits none of several types is one mistake; pydantic tells one a type, and calls them as Python does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic_core import ErrorDetails

from dlcli.recipe.nodes import Node, at
from dlcli.recipe.owners import Owned, Where, owned
from dlcli.recipe.type_words import type_in_words

_STEPS_OF_MESSAGES = ("type", "[key]")
"""These stand at the end of a path, and not in the tree, without being a type."""


def one_for_each_value(entries: Iterable[ErrorDetails], tree: Node, under: Where) -> Iterator[ErrorDetails]:
    """The mistakes, where those of one value's types have become one that names them all."""
    told = set[Where]()
    for entry in entries:
        where = (*under, *entry["loc"])
        field = owned(tree, where)
        if field is None or not _goes_on_with_a_type(field, where, tree):
            yield entry
        elif field.where not in told:
            told.add(field.where)
            expected = type_in_words(field.field)
            loc = field.where[len(under) :]
            yield {**entry, "type": "wrong-value", "loc": loc, "ctx": {"expected": expected}}


def _goes_on_with_a_type(field: Owned, where: Where, tree: Node) -> bool:
    beyond = where[len(field.where) :][:1]
    named = bool(beyond) and isinstance(beyond[0], str) and beyond[0] not in _STEPS_OF_MESSAGES
    return named and at(tree, (*field.where, *beyond)) is None
