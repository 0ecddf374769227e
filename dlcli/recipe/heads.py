"""The outputs that are compared: which row of which network answers what, with which loss and metrics."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Table
from dataclasses import dataclass

from dlcli.parts.facts import Facts
from dlcli.parts.losses._loss import LabelForm, Loss
from dlcli.parts.metrics._metric import Metric
from dlcli.parts.objectives._objective import SINGLE
from dlcli.recipe.diagnostics import Diagnostic, suggestion
from dlcli.recipe.graph import Graph
from dlcli.recipe.model import Recipe
from dlcli.recipe.networks import taken_features
from dlcli.recipe.nodes import Mapping
from dlcli.recipe.shapes import SizedGraph
from dlcli.recipe.source import at, place_of


@dataclass(frozen=True)
class Head:
    """One output."""

    label: str
    """The label that it answers; the feature that it gives back, where the objective compares with that."""
    network: str
    node: int
    """The number of its row in the network's graph."""
    loss: Loss
    metrics: tuple[Metric, ...]
    alone: bool
    """Whether it is the only output: then the names of its figures stand without the label's."""
    form: LabelForm
    """In which form metrics are given what it is compared with."""

    def figure(self, metric: Metric) -> str:
        """What a metric is called in logs: `accuracy`, or `style_accuracy` where there are several outputs."""
        return metric.label() if self.alone else f"{self.label}_{metric.label()}"


def figures(recipe: Recipe, heads: tuple[Head, ...], facts: Facts) -> tuple[str, ...]:
    """The names of the figures that are reported after each epoch."""
    names = ["loss"]
    for head in heads:
        names += [] if head.alone else [f"{head.label}_loss"]
        names += [head.figure(metric) for metric in head.metrics]
    names += recipe.objective.reports
    held_back = recipe.data.split.validates or "validation" in facts.sizes
    return (*names, *(f"val_{name}" for name in names)) if held_back else tuple(names)


def heads_of(
    recipe: Recipe, facts: Facts, networks: Table[str, SizedGraph], tree: Mapping, mistakes: list[Diagnostic]
) -> tuple[Head, ...]:
    """The outputs of a recipe whose defaults are filled in; what does not fit together is reported."""
    if not networks:
        return ()
    name, last = list(networks.items())[-1]
    if recipe.objective.compares == "labels":
        mistakes.extend(_misplaced(recipe, facts, last.graph, tree))
        return _heads(recipe, name, _rows(recipe, facts, last.graph))
    features = taken_features(networks, facts.features)
    mistakes.extend(_unlike(recipe, features, networks, tree))
    if recipe.objective.compares == "nothing":
        return ()
    whole = len(features) == 1 and last.graph.output is not None and name in (SINGLE, recipe.objective.networks[-1])
    return _heads(recipe, name, {features[0]: last.graph.output}) if whole else ()


def _heads(recipe: Recipe, network: str, rows: Table[str, int | None]) -> tuple[Head, ...]:
    """The outputs with their losses and metrics; `rows` are their nodes by label."""
    losses = recipe.loss if isinstance(recipe.loss, dict) else dict.fromkeys(rows, recipe.loss)
    metrics = recipe.metrics if isinstance(recipe.metrics, dict) else dict.fromkeys(rows, recipe.metrics or [])
    found = []
    for label, node in rows.items():
        loss = losses.get(label)
        if loss is not None and node is not None:
            form: LabelForm = loss.takes if recipe.objective.compares == "labels" else "number"
            found.append(Head(label, network, node, loss, tuple(metrics.get(label, ())), len(rows) == 1, form))
    return tuple(found)


def _rows(recipe: Recipe, facts: Facts, graph: Graph) -> dict[str, int]:
    """The node that answers each label: `outputs`, else the rows that are named like the labels, else the last row."""
    if recipe.outputs is not None:
        return {label: graph.named[row] for label, row in recipe.outputs.items() if row in graph.named}
    if len(facts.labels) > 1:
        return {label: graph.named[label] for label in facts.labels if label in graph.named}
    label = facts.only_label() or "label"
    return {} if graph.output is None else {label: graph.output}


def _unlike(
    recipe: Recipe, features: tuple[str, ...], networks: Table[str, SizedGraph], tree: Mapping
) -> Iterator[Diagnostic]:
    """What does not fit an objective that compares with the one feature that goes in."""
    word = recipe.objective.word
    if len(features) > 1 and not recipe.objective.needs:
        name = next(iter(networks))
        where = (SINGLE,) if name == SINGLE else ("networks", name)
        message = f"{word} gives back one feature, and {len(features)} go in: {', '.join(features)}"
        yield Diagnostic(
            "several-features", message, place_of(tree, where, key=True), help="take one of them by `from`"
        )
    if recipe.outputs is not None:
        message = f"{word} answers no label, so no row can be named for one"
        yield Diagnostic("unknown-output", message, place_of(tree, ("outputs",), key=True), "take it out")
    if recipe.metrics and recipe.objective.compares == "nothing":
        message = f"{word} gives nothing that a metric could compare"
        yield Diagnostic("wrong-metric", message, place_of(tree, ("metrics",), key=True), "take it out")
    for section, given in (("loss", recipe.loss), ("metrics", recipe.metrics)):
        for label in given if isinstance(given, dict) else ():
            if features and label not in features:
                yield _unknown("output", label, features, tree, (section, label))


def _misplaced(recipe: Recipe, facts: Facts, graph: Graph, tree: Mapping) -> Iterator[Diagnostic]:
    labels = tuple(facts.labels)
    for label, row in (recipe.outputs or {}).items():
        if labels and label not in labels:
            yield _unknown("label", label, labels, tree, ("outputs", label))
        if row not in graph.named and not graph.mistakes:
            yield _unknown("row", row, tuple(graph.named), tree, ("outputs", label), value=True)
    if recipe.outputs is None and len(labels) > 1 and not graph.mistakes:
        missing = [label for label in labels if label not in graph.named]
        if missing:
            message = f"the data has {len(labels)} labels ({', '.join(labels)}), and no row is called {missing[0]!r}"
            help_text = "name a row like each label, or say outputs: {LABEL: ROW}"
            yield Diagnostic("missing-output", message, place_of(tree, ("layers",), key=True), help=help_text)
    known = tuple(recipe.outputs or labels)
    for section, given in (("loss", recipe.loss), ("metrics", recipe.metrics)):
        for label in given if isinstance(given, dict) else ():
            if known and label not in known and at(tree, (section, label)) is not None:
                yield _unknown("output", label, known, tree, (section, label))


def _unknown(
    noun: str,
    name: str,
    known: Table[str, object] | tuple[str, ...],
    tree: Mapping,
    where: tuple[str, ...],
    *,
    value: bool = False,
) -> Diagnostic:
    near = suggestion(name, known)
    label = f"did you mean {near!r}?" if near else ""
    place = place_of(tree, where, key=not value)
    return Diagnostic(
        "unknown-output", f"there is no {noun} {name!r}", place, label, f"{noun}s: {', '.join(known) or 'none'}"
    )
