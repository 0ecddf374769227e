"""Which rows of a recipe's networks are frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dlcli.recipe.globs import WeightName, row_name
from dlcli.recipe.shapes import SizedGraph
from dlcli.recipe.transfer import Freeze


def with_frozen(freeze: Freeze | None, networks: Mapping[str, SizedGraph]) -> dict[str, SizedGraph]:
    """The networks, their frozen rows marked; weights that are frozen for good are not trainable any more."""
    if freeze is None:
        return dict(networks)
    chosen = _chosen(freeze, networks)
    found = {}
    for name, network in networks.items():
        frozen = frozenset(number for each, number in chosen if each == name)
        weights = network.weights
        if freeze.until_epoch is None:
            weights = tuple(
                tuple(each._replace(trainable=False) for each in row) if number in frozen else row
                for number, row in enumerate(network.weights)
            )
        found[name] = replace(network, frozen=frozen, weights=weights)
    return found


def rows_with_weights(networks: Mapping[str, SizedGraph]) -> list[tuple[str, int, WeightName]]:
    """The network, the node and the name of each row that has weights, in their order."""
    return [
        (name, number, WeightName(row_name(networks, name, step), ""))
        for name, network in networks.items()
        for number, step in network.graph.steps()
        if network.weights[number]
    ]


def _chosen(freeze: Freeze, networks: Mapping[str, SizedGraph]) -> list[tuple[str, int]]:
    rows = rows_with_weights(networks)
    if freeze.all_but_last is not None:
        rows = rows[: -freeze.all_but_last]
    return [(name, number) for name, number, row in rows if freeze.rows is None or any(map(row.within, freeze.rows))]
