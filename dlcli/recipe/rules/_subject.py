"""What a rule looks at."""

from __future__ import annotations

from dataclasses import dataclass

from dlcli.parts.facts import Facts, Label
from dlcli.recipe.diagnostics import Place
from dlcli.recipe.graph import Step
from dlcli.recipe.model import Recipe
from dlcli.recipe.nodes import Mapping
from dlcli.recipe.shapes import SizedGraph
from dlcli.recipe.source import at, place_of


@dataclass(frozen=True)
class Subject:
    """A recipe whose parts are each right by themselves."""

    recipe: Recipe
    tree: Mapping
    facts: Facts
    features: Facts
    graph: SizedGraph
    whole: bool = True
    """False where rows are missing, as a block could not be written out."""

    def place(self, *where: str | int) -> Place:
        """The place of a value; of what stands around it where it is a default."""
        return place_of(self.tree, where)

    def written(self, *where: str | int) -> bool:
        """Whether a value stands in the recipe."""
        return at(self.tree, where) is not None

    def label(self) -> Label | None:
        """The only label of the data."""
        name = self.facts.only_label()
        return self.facts.labels[name] if name else None

    def last(self) -> Step | None:
        """The layer whose output is the network's, where every row is there."""
        output = self.graph.graph.output if self.whole else None
        node = None if output is None else self.graph.graph.nodes[output]
        return node if isinstance(node, Step) else None

    def learns(self) -> bool:
        """Whether a row has weights that training moves; true also where a row's input is not known to fit."""
        steps = self.graph.graph.steps()
        unsure = (
            not self.whole or self.graph.graph.mistakes or any(self.graph.shapes[number] is None for number, _ in steps)
        )
        return bool(unsure) or any(weight.trainable for weights in self.graph.weights for weight in weights)
