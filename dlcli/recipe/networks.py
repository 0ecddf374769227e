"""The networks of a recipe: the ones that its objective needs, each a graph with shapes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Table

from dlcli.parts.facts import Facts, Feature, Shape
from dlcli.parts.layers._layer import Layer, shape_text
from dlcli.parts.objectives._objective import SINGLE, Objective, Wanted
from dlcli.parts.sizes import product
from dlcli.recipe.diagnostics import Diagnostic, Note, suggestion
from dlcli.recipe.graph import Graph, Step, Where, graph_of, references_of
from dlcli.recipe.model import Recipe
from dlcli.recipe.nodes import Mapping
from dlcli.recipe.shapes import SizedGraph, sized
from dlcli.recipe.source import place_of

LABEL = "label"
"""How networks call the class of an example, where the objective lets them take it."""


def networks_of(recipe: Recipe, features: Facts, tree: Mapping, mistakes: list[Diagnostic]) -> dict[str, SizedGraph]:
    """The graphs by name, in the order in which they are computed; what does not fit is reported."""
    mistakes.extend(_misnamed(recipe, tree))
    lists, objective = recipe.lists(), recipe.objective
    found: dict[str, SizedGraph] = {}
    shapes: dict[str, Shape] = {}
    rows_above: dict[str, Feature] = {}
    for name in (SINGLE, *objective.networks):
        if name not in lists:
            continue
        above = {row: feature.shape for row, feature in rows_above.items()}
        given = objective.inputs(name, features.features, {**shapes, **above})
        of_class = {LABEL: Feature(())} if objective.takes_class else {}
        known = {**given, **of_class, **(rows_above if objective.shares_rows else {})}
        where: Where = (SINGLE,) if recipe.networks is None else ("networks", name)
        states = _states_taken(lists, name)
        graph = graph_of(lists[name], where, tuple(known), Facts(given).only_feature(), states)
        mistakes.extend(_located(graph, tree))
        found[name] = sized(graph, known, tree, mistakes)
        shapes[name] = found[name].output_shape()
        named = [
            *(row.name for row in lists[name] if row.name),
            *(full for row in states if (full := f"{row}.state") in graph.named),
        ]
        rows_above |= {f"{name}.{row}": _output(found[name], row) for row in named}
    mistakes.extend(_misfits(recipe, features.features, found, tree))
    mistakes.extend(_rows_that_are_read(recipe, found, tree))
    return found


def _states_taken(lists: Table[str, Iterable[Layer]], network: str) -> list[str]:
    """The rows of a network whose states rows of others take."""
    taken = (name for rows in lists.values() for row in rows for name in references_of(row))
    full = re.compile(rf"{re.escape(network)}\.([^.]+)\.state")
    return list(dict.fromkeys(match[1] for name in taken if (match := full.fullmatch(name))))


def _output(network: SizedGraph, row: str) -> Feature:
    """What a named row gives; a row whose own input is lost gives something unknown."""
    node = network.graph.named.get(row)
    return Feature(None if node is None else network.shapes[node])


def taken_features(networks: Table[str, SizedGraph], features: Table[str, Feature]) -> tuple[str, ...]:
    """The features of the data that the networks take, in the order in which they are first taken."""
    taken = [name for each in networks.values() for name in each.graph.features()]
    return tuple(name for name in dict.fromkeys(taken) if name in features)


def taken_rows(networks: Table[str, SizedGraph], name: str, objective: Objective) -> dict[str, int]:
    """The nodes of a network that others take, or the objective, by the names under which they do: `encoder.ROW`."""
    taken = {given for each in networks.values() for given in each.graph.features()}
    taken |= {f"{name}.{row}" for row in objective.rows.get(name, ())}
    named = {f"{name}.{row}": node for row, node in networks[name].graph.named.items()}
    return {full: node for full, node in named.items() if full in taken}


def _misnamed(recipe: Recipe, tree: Mapping) -> Iterator[Diagnostic]:
    """Networks that the objective does not have, and those that it needs."""
    objective, given = recipe.objective, tuple(recipe.networks or ())
    needed = objective.networks
    section = place_of(tree, ("networks",) if recipe.networks is not None else (SINGLE,), key=True)
    listed = ", ".join(needed)
    if recipe.networks is None:
        if not objective.takes_layers:
            message = f"{objective.word} learns several networks: {listed}"
            yield Diagnostic("missing-network", message, section, f"write networks: {{{needed[0]}: […], …}}")
        return
    if not needed:
        message = f"{objective.word} learns one network, here {'is' if len(given) == 1 else 'are'} {len(given)} by name"
        yield Diagnostic("unwanted-networks", message, section, "write layers: […]", "dlcli explain objectives")
        return
    misspelt = set[str]()
    for name in given:
        if name not in needed:
            near = suggestion(name, [each for each in needed if each not in given])
            misspelt |= {near} if near else set()
            message = f"{objective.word} has no network {name!r}"
            label = f"did you mean {near!r}?" if near else "take it out"
            yield Diagnostic(
                "unknown-network",
                message,
                place_of(tree, ("networks", name), key=True),
                label,
                f"its networks: {listed}",
            )
    for name in needed:
        if name not in given and name not in misspelt:
            message = f"{objective.word} needs the network {name!r}"
            yield Diagnostic("missing-network", message, section, f"add {name}: […]", f"dlcli explain {objective.word}")


def _misfits(
    recipe: Recipe, features: Table[str, Feature], networks: Table[str, SizedGraph], tree: Mapping
) -> Iterator[Diagnostic]:
    """Outputs whose shape is not the one that the objective wants."""
    taken = {name: features[name] for name in taken_features(networks, features)}
    for name, wanted in recipe.objective.outputs(tuple(networks), taken).items():
        network = networks.get(name)
        output = None if network is None else network.graph.output
        node = None if network is None or output is None else network.graph.nodes[output]
        shape = None if network is None or output is None else network.shapes[output]
        if isinstance(node, Step) and not _agree(shape, wanted.shape):
            yield _misfit(name, node, shape, wanted, tree)


def _rows_that_are_read(recipe: Recipe, networks: Table[str, SizedGraph], tree: Mapping) -> Iterator[Diagnostic]:
    """Rows that the objective reads: they have to be there, and to have one shape."""
    for name, rows in recipe.objective.rows.items():
        network = networks.get(name)
        if network is None or network.graph.mistakes or network.graph.output is None:
            continue
        missing = [row for row in rows if row not in network.graph.named]
        if missing:
            message = (
                f"{recipe.objective.word} reads the rows {' and '.join(rows)} of {name}, there is no {missing[0]!r}"
            )
            help_text = f"add {{type: dense, units: …, name: {missing[0]}}}"
            place = place_of(tree, ("networks", name), key=True)
            yield Diagnostic("missing-output", message, place, help=help_text)
            continue
        first, *others = ((row, network.graph.named[row]) for row in rows)
        for row, node in others:
            if not _agree(network.shapes[node], network.shapes[first[1]]):
                here, there = shape_text(network.shapes[node]), shape_text(network.shapes[first[1]])
                step = network.graph.nodes[node]
                assert isinstance(step, Step)
                message = f"{row} is {here}, {first[0]} is {there}"
                place = place_of(tree, (*step.where, "type"))
                yield Diagnostic("shape-mismatch", message, place, f"it has to be {there}")


def _agree(one: Shape, other: Shape) -> bool:
    """Whether two shapes may be the same, as far as is known."""
    if one is None or other is None:
        return True
    return len(one) == len(other) and all(None in pair or pair[0] == pair[1] for pair in zip(one, other, strict=True))


def _misfit(name: str, last: Step, shape: Shape, wanted: Wanted, tree: Mapping) -> Diagnostic:
    whose = "the network's output" if name == SINGLE else f"the output of {name}"
    message = f"{whose} is {shape_text(shape)}, {wanted.of} is {shape_text(wanted.shape)}"
    size = next((each for each in ("units", "filters") if each in type(last.layer).model_fields), None)
    given, goal = shape or (), wanted.shape or ()
    if size is not None and len(given) == len(goal) and _agree(given[:-1], goal[:-1]):
        return Diagnostic("shape-mismatch", message, place_of(tree, (*last.where, size)), f"write {goal[-1]}")
    place, sizes = place_of(tree, (*last.where, "type")), ", ".join(str(each) for each in goal)
    if None not in goal and len(given) != len(goal):
        return Diagnostic("shape-mismatch", message, place, _reshape(given, goal, sizes))
    return Diagnostic("shape-mismatch", message, place, f"it has to be {shape_text(wanted.shape)}")


def _reshape(given: tuple[int | None, ...], goal: tuple[int | None, ...], sizes: str) -> str:
    total, needed = product(given), product(goal)
    row = f"{{type: reshape, target_shape: [{sizes}]}}"
    return f"add {row} after it" if total == needed else f"make it {needed} numbers, and add {row}"


def _located(graph: Graph, tree: Mapping) -> list[Diagnostic]:
    found = []
    for each in graph.mistakes:
        notes = tuple(Note(text, place_of(tree, where)) for text, where in each.notes)
        found.append(Diagnostic(each.code, each.message, place_of(tree, each.where), each.label, each.help, notes))
    return found
