"""A recipe trains as the formula of its optimizer says, to every digit that counts."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from dlcli.parts import shelf
from dlcli.run import checkpoints
from dlcli.run.folder import RunFolder
from tests.engine.strategies import train_all, trained
from tests.engine.trains import train
from tests.parts.formulas.cases import CASES
from tests.parts.formulas.network import CLASSES, FEATURES, RECIPE, expected, start

TOLERANCE = 1e-9


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every case's recipe, and the arrays that they read."""
    path = tmp_path_factory.mktemp("formulas")
    np.savez(path / "data.npz", x=FEATURES, kind=CLASSES)
    for name, optimizer in CASES.items():
        (path / f"{name}.yaml").write_text(RECIPE.format(optimizer=json.dumps(optimizer)), "utf-8")
    return path


def hold(run: RunFolder, name: str) -> None:
    """Compares the loss of each epoch and the last weights with the formula's."""
    losses, values = expected(CASES[name])
    found = [json.loads(line)["loss"] for line in run.metrics.read_text("utf-8").splitlines()]
    np.testing.assert_allclose(found, losses, rtol=TOLERANCE)
    arrays = checkpoints.read(max(run.checkpoints.iterdir()))[0]
    for weight, value in zip(start(), values, strict=True):
        row, _, kind = weight.path.partition(".")
        array = arrays[f"model/layers/{row}/{('kernel', 'bias').index(kind)}"]
        np.testing.assert_allclose(array, value, rtol=TOLERANCE, atol=TOLERANCE * np.abs(value).max(), err_msg=name)


@pytest.mark.parametrize("name", CASES)
def test_one_device_moves_weights_by_the_formula(name: str, folder: Path) -> None:
    hold(train(folder, "one_device", name), name)


@pytest.mark.slow
def test_two_replicas_move_weights_by_the_formula(folder: Path) -> None:
    train_all("mirrored-2", list(CASES), folder, seconds=600)
    for name in CASES:
        hold(trained("mirrored-2", name, folder), name)


def test_every_optimizer_is_held_here() -> None:
    assert {optimizer["type"] for optimizer in CASES.values()} == set(shelf.words("optimizers"))
