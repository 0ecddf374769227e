"""Saved values are put back where names, shapes and types are those of the network, and nowhere else."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from dlcli.ground.errors import CheckpointError
from dlcli.run.state import assign_network, shared_out

KERNEL, BIAS = "model/layers/head/0", "model/layers/head/1"


@pytest.fixture
def network() -> keras.Model:
    return keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, name="head")])


def saved(**changes: np.ndarray) -> dict[str, np.ndarray]:
    return {KERNEL: np.ones((3, 2), np.float32), BIAS: np.ones(2, np.float32), **changes}


def test_what_fits_is_put_back(network: keras.Model) -> None:
    assign_network(network, "layers", saved())
    assert all((variable.numpy() == 1).all() for variable in network.variables)


@pytest.mark.parametrize(
    ("arrays", "told"),
    [
        (saved(**{KERNEL: np.ones((4, 2), np.float32)}), r"\(4, 2\) float32 in the checkpoint, \(3, 2\) float32"),
        (saved(**{KERNEL: np.ones((3, 2), np.float64)}), r"\(3, 2\) float64 in the checkpoint, \(3, 2\) float32"),
        ({KERNEL: np.ones((3, 2), np.float32)}, f"{BIAS} is not in the checkpoint"),
        (saved(**{"model/layers/tail/0": np.ones(1, np.float32)}), "tail/0 is not in the recipe's network"),
    ],
    ids=["shape", "type", "missing", "more"],
)
def test_what_does_not_fit_changes_nothing(network: keras.Model, arrays: dict[str, np.ndarray], told: str) -> None:
    before = [variable.numpy() for variable in network.variables]
    with pytest.raises(CheckpointError, match=told):
        assign_network(network, "layers", arrays)
    assert all((variable.numpy() == old).all() for variable, old in zip(network.variables, before, strict=True))


def test_what_replicas_have_counted_is_not_lost_with_another_number_of_them() -> None:
    counts = np.array([[1, 2], [3, 4], [5, 6]], np.float32)
    assert shared_out(counts, replicas=3) is counts
    assert shared_out(counts, replicas=2).tolist() == [[9, 12], [0, 0]]
    assert shared_out(counts, replicas=1).tolist() == [[9, 12]]
    assert shared_out(counts, replicas=4).dtype == np.float32
