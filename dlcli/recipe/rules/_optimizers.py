"""Where an optimizer stands: it is the only one, or that of a network."""

from __future__ import annotations

from dlcli.recipe.graph import Where
from dlcli.recipe.model import EVERY


def optimizer_place(network: str) -> Where:
    """The path of the optimizer that moves the weights of a network."""
    return ("optimizer",) if network == EVERY else ("optimizer", network)
