"""Networks one after another: what one gives is known by name to those below it."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import keras

OUTPUT = "output"
"""The key of the last row's output in a network that gives other rows too, which are called `NETWORK.ROW`."""


@contextmanager
def masks_kept() -> Iterator[None]:
    """Keras warns of masks that a model takes and does not give on: those within it see them."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"Layer '.*' \(of type Functional\) was passed an input with a mask")
        yield


def called(
    network: keras.Model, takes: Sequence[str], known: Mapping[str, Any], *, training: bool | None
) -> tuple[Any, dict[str, Any]]:
    """The output of a network, and the rows that others take from it; `training` None makes a part of a model."""
    given = known[takes[0]] if len(takes) == 1 else {name: known[name] for name in takes}
    with masks_kept():
        found = network(given) if training is None else network(given, training=training)
    if not isinstance(found, dict):
        return found, {}
    return found[OUTPUT], {name: tensor for name, tensor in found.items() if name != OUTPUT}
