"""Which weights a pattern speaks of: `head.*`, `*.bias`, `encoder.hidden`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import NamedTuple

from dlcli.recipe.graph import Step
from dlcli.recipe.shapes import SizedGraph


class WeightName(NamedTuple):
    """What a weight is called: by its row, with the network's name in front where there are several, and its own."""

    row: str
    weight: str

    def within(self, glob: str) -> bool:
        """Whether a pattern means its row, or one around it."""
        return fnmatchcase(self.row, glob) or fnmatchcase(self.row, f"{glob}.*")

    def fits(self, glob: str) -> bool:
        """Whether a pattern means its row, or it alone."""
        return fnmatchcase(self.row, glob) or fnmatchcase(f"{self.row}.{self.weight}", glob)


def trained_weights(networks: Mapping[str, SizedGraph]) -> Iterator[tuple[str, int, list[WeightName]]]:
    """The network, the node and the names of the weights of each row that training moves, in Keras's order."""
    for name, network in networks.items():
        for number, step in network.graph.steps():
            row = row_name(networks, name, step)
            yield name, number, [WeightName(row, each.name) for each in network.weights[number] if each.trainable]


def row_name(networks: Mapping[str, SizedGraph], network: str, step: Step) -> str:
    """What a row is called: by its path, with the network's name in front where there are several."""
    return f"{network}.{step.path}" if len(networks) > 1 else step.path
