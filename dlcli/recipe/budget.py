"""How large and how deep a recipe may become while its variables and blocks are written out."""

from __future__ import annotations

from typing import NoReturn

from dlcli.recipe.collector import MAXIMUM_DEPTH, MAXIMUM_NODES
from dlcli.recipe.diagnostics import Diagnostic, Place, RecipeError
from dlcli.recipe.nodes import Node, copied, size_and_depth


class Budget:
    """What may still be copied; the first thing beyond a limit ends the work, whatever else is wrong."""

    def __init__(self, mistakes: list[Diagnostic]) -> None:
        self._mistakes = mistakes
        self._left = MAXIMUM_NODES

    def copied(self, node: Node, place: Place) -> Node:
        """A copy of what is meant at a place.

        Raises:
            RecipeError: with it the recipe is too large or too deep.
        """
        self.spend(node, place)
        return copied(node)

    def spend(self, node: Node, place: Place) -> None:
        """Counts a tree that is about to be looked through or copied for a place; raises as `copied` does."""
        nodes, levels = size_and_depth(node)
        self.limit_depth(levels, place)
        self._left -= nodes
        if self._left < 0:
            message = f"written out, the recipe has more than {MAXIMUM_NODES:,} values"
            self._stop("too-many-nodes", message, place, "use this fewer times, or what it stands for")

    def limit_depth(self, levels: int, place: Place) -> None:
        """Refuses what lies too deep; raises as `copied` does."""
        if levels > MAXIMUM_DEPTH:
            message = f"written out, the recipe is nested too deep (limit {MAXIMUM_DEPTH})"
            self._stop("too-deep", message, place, "put fewer variables or blocks inside one another")

    def _stop(self, code: str, message: str, place: Place, way_out: str) -> NoReturn:
        raise RecipeError([*self._mistakes, Diagnostic(code, message, place, help=way_out)])
