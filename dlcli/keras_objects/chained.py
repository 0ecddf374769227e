"""Networks one after another: what one gives is known by name to those below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import keras

OUTPUT = "output"
"""The key of the last row's output in a network that gives other rows too, which are called `NETWORK.ROW`."""


def called(
    network: keras.Model, takes: Sequence[str], known: Mapping[str, Any], *, training: bool | None
) -> tuple[Any, dict[str, Any]]:
    """The output of a network, and the rows that others take from it; `training` None makes a part of a model."""
    given = known[takes[0]] if len(takes) == 1 else {name: known[name] for name in takes}
    found = network(given) if training is None else network(given, training=training)
    if not isinstance(found, dict):
        return found, {}
    return found[OUTPUT], {name: tensor for name, tensor in found.items() if name != OUTPUT}
