"""What pydantic says of one mistake, and where in the tree it stands."""

from __future__ import annotations

from collections.abc import Mapping as Table
from dataclasses import dataclass
from typing import Any

from pydantic_core import ErrorDetails

from dlcli.recipe.diagnostics import Diagnostic, Place
from dlcli.recipe.nodes import Node, at, place_of, shown
from dlcli.recipe.owners import Where


@dataclass(frozen=True)
class Refusal:
    """One mistake, on its way to a diagnostic."""

    entry: ErrorDetails
    context: Table[str, Any]
    tree: Node
    where: Where

    def place(self, *more: str | int, key: bool = False) -> Place:
        """The place of the value at fault, or of its key."""
        return place_of(self.tree, (*self.where, *more), key=key)

    def told(self, code: str, message: str, label: str = "", help: str | None = None) -> Diagnostic:
        """The mistake at the value's place."""
        return Diagnostic(code, message, self.place(), label, help)

    def got(self) -> str:
        """The value, as a message shows it."""
        node = at(self.tree, self.where)
        return repr(self.entry["input"]) if node is None else shown(node)
