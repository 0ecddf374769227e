"""What a rule looks at."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Table
from dataclasses import dataclass, replace

from dlcli.parts.facts import Facts, Label, Shape
from dlcli.parts.losses._loss import Loss
from dlcli.parts.metrics._metric import Metric
from dlcli.recipe.diagnostics import Place
from dlcli.recipe.graph import Graph, Step
from dlcli.recipe.heads import Head
from dlcli.recipe.model import Recipe
from dlcli.recipe.networks import taken_rows
from dlcli.recipe.nodes import Mapping
from dlcli.recipe.rules._fit import fits
from dlcli.recipe.shapes import SizedGraph
from dlcli.recipe.source import at, place_of
from dlcli.recipe.transformed import Placed, transforms_of

_NOTHING = SizedGraph(Graph(), {}, (), ())


@dataclass(frozen=True)
class Subject:
    """A recipe whose parts are each right by themselves."""

    recipe: Recipe
    tree: Mapping
    facts: Facts
    features: Facts
    networks: Table[str, SizedGraph]
    heads: tuple[Head, ...] = ()
    whole: bool = True
    """False where rows are missing, as a block could not be written out."""

    head: Head | None = None
    """The output that is looked at, where a rule looks at one after the other."""
    network: str | None = None
    """The network that is looked at, where a rule looks at one after the other."""

    @property
    def graph(self) -> SizedGraph:
        """The network that is looked at; that of the output, or the last one."""
        name = self.head.network if self.head is not None else self.network or next(reversed(list(self.networks)), None)
        return self.networks[name] if name is not None else _NOTHING

    def each_output(self) -> Iterator[Subject]:
        """This subject once for each output of the network."""
        for head in self.heads:
            yield replace(self, head=head)

    def each_network(self) -> Iterator[Subject]:
        """This subject once for each network."""
        for name in self.networks:
            yield replace(self, network=name)

    def taken_elsewhere(self) -> set[int]:
        """The nodes of the network that outputs are read from, or that other networks take."""
        found = {head.node for head in self.heads if head.network == self.network}
        return found | (
            set(taken_rows(self.networks, self.network, self.recipe.objective).values()) if self.network else set()
        )

    def transforms(self) -> dict[str, list[Placed]]:
        """The transforms by feature, with their places."""
        return transforms_of(self.recipe, self.facts)

    @property
    def loss(self) -> Loss | None:
        """The loss of the output."""
        if self.head is not None:
            return self.head.loss
        return self.recipe.loss if isinstance(self.recipe.loss, Loss) else None

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """The metrics of the output."""
        if self.head is not None:
            return self.head.metrics
        return tuple(self.recipe.metrics) if isinstance(self.recipe.metrics, list) else ()

    def place(self, *where: str | int) -> Place:
        """The place of a value; of what stands around it where it is a default."""
        section = {"loss": self.recipe.loss, "metrics": self.recipe.metrics}.get(str(where[0]))
        if self.head is not None and isinstance(section, dict):
            where = (where[0], self.head.label, *where[1:])
        return place_of(self.tree, where)

    def written(self, *where: str | int) -> bool:
        """Whether a value stands in the recipe."""
        return at(self.tree, where) is not None

    def label(self) -> Label | None:
        """The label that the output answers; none where the objective looks at none."""
        if self.recipe.objective.compares != "labels":
            return None
        name = self.head.label if self.head is not None else self.facts.only_label()
        return self.facts.labels.get(name) if name else None

    def loss_fits(self) -> bool:
        """Whether there is a loss, and one for the kind of the label: else nothing can be held against the loss."""
        return self.loss is not None and fits(self.loss, self.label())

    def output(self) -> int | None:
        """The number of the output's node."""
        return self.head.node if self.head is not None else self.graph.graph.output

    def output_shape(self) -> Shape:
        """The shape of the output."""
        output = self.output()
        return None if output is None else self.graph.shapes[output]

    def last(self) -> Step | None:
        """The layer whose output is the network's, where every row is there."""
        output = self.output() if self.whole else None
        node = None if output is None else self.graph.graph.nodes[output]
        return node if isinstance(node, Step) else None

    def learns(self) -> bool:
        """Whether a row has weights that training moves; true also where a row's input is not known to fit."""
        return not self.whole or any(_learns(each) for each in self.networks.values())


def _learns(network: SizedGraph) -> bool:
    unsure = network.graph.mistakes or any(network.shapes[number] is None for number, _ in network.graph.steps())
    return bool(unsure) or any(weight.trainable for weights in network.weights for weight in weights)
