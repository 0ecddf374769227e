"""Which weights a pattern speaks of: `head.*`, `*.bias`, `encoder.hidden`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import NamedTuple

from dlcli.recipe.shapes import SizedGraph


class WeightName(NamedTuple):
    """What a weight is called: by its row, with the network's name in front where there are several, and its own."""

    row: str
    weight: str

    def fits(self, glob: str) -> bool:
        """Whether a pattern means its row, or it alone."""
        return fnmatchcase(self.row, glob) or fnmatchcase(f"{self.row}.{self.weight}", glob)


def trained_weights(networks: Mapping[str, SizedGraph]) -> Iterator[tuple[str, int, list[WeightName]]]:
    """The network, the node and the names of the weights of each row that training moves, in Keras's order."""
    for name, network in networks.items():
        before = f"{name}." if len(networks) > 1 else ""
        for number, step in network.graph.steps():
            found = [WeightName(before + step.path, each.name) for each in network.weights[number] if each.trainable]
            yield name, number, found
