"""Walks the graph with each layer's own shape rule."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Table
from collections.abc import Sequence as Many
from dataclasses import dataclass

from dlcli.parts.facts import Feature, Shape
from dlcli.parts.layers._layer import ShapeProblem, Weight
from dlcli.parts.sizes import product
from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.graph import Graph, Input, Step
from dlcli.recipe.shape_origins import notes_on_inputs, ways_that_differ
from dlcli.recipe.source import Node, place_of


@dataclass(frozen=True)
class SizedGraph:
    """A graph with the output shape and the weights of each node."""

    graph: Graph
    inputs: Table[str, Feature]
    """What may enter it, by name: features, what the objective computes, rows of networks above."""
    shapes: tuple[Shape, ...]
    weights: tuple[tuple[Weight, ...], ...]
    frozen: frozenset[int] = frozenset()
    """The nodes that `training.freeze` means."""

    def output_shape(self) -> Shape:
        """The shape of the last row's output."""
        return None if self.graph.output is None else self.shapes[self.graph.output]

    def parameters(self, *, trainable_only: bool = False) -> int | None:
        """The number of weights; None where a shape is unknown."""
        counts = [
            product(each.shape) for weights in self.weights for each in weights if each.trainable or not trainable_only
        ]
        return None if any(count is None for count in counts) else sum(count for count in counts if count is not None)


def parameters_of(networks: Iterable[SizedGraph], *, trainable_only: bool = False) -> int | None:
    """The number of weights of several networks; None where a shape is unknown."""
    counts = [each.parameters(trainable_only=trainable_only) for each in networks]
    return None if any(count is None for count in counts) else sum(count for count in counts if count is not None)


def multiply_adds_of(network: SizedGraph, number: int) -> int | None:
    """How many products a row adds up for an example; None where a shape is unknown."""
    step = network.graph.nodes[number]
    if isinstance(step, Input):
        return 0
    given = [network.shapes[each] for each in step.inputs]
    return None if network.shapes[number] is None or None in given else step.layer.multiply_adds(*given)


def sized(graph: Graph, features: Table[str, Feature], tree: Node, mistakes: list[Diagnostic]) -> SizedGraph:
    """The shapes of a graph; what does not fit is reported at its row, and unknown from there on."""
    shapes: list[Shape] = []
    weights: list[tuple[Weight, ...]] = []
    for node in graph.nodes:
        if isinstance(node, Input):
            shapes.append(features[node.feature].shape)
            weights.append(())
            continue
        inputs = tuple(shapes[number] for number in node.inputs)
        try:
            output, made = node.layer.output_shape(*inputs), node.layer.checked_weights(*inputs)
            shapes.append(output)
            weights.append(made)
        except ShapeProblem as problem:
            shapes.append(None)
            weights.append(())
            mistakes.append(_located(problem, node, graph, shapes, tree))
    return SizedGraph(graph, features, tuple(shapes), tuple(weights))


def _located(problem: ShapeProblem, step: Step, graph: Graph, shapes: Many[Shape], tree: Node) -> Diagnostic:
    where = (*step.where, problem.field) if problem.field else (*step.where, "type")
    notes = notes_on_inputs(step, graph, shapes, tree)
    two_ways = ways_that_differ(step, shapes, tree) if problem.code == "merge-mismatch" else None
    if two_ways is not None:
        problem = two_ways
    help_text = problem.help or None
    return Diagnostic(problem.code, problem.message, place_of(tree, where), problem.label, help_text, notes)
