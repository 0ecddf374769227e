"""What regularizers add stands in the loss of every split, as in Keras's own `evaluate`."""

from __future__ import annotations

import json
from pathlib import Path

import keras
import numpy as np
import pytest

from tests.run.conftest import Train

RECIPE = """
data: {source: {type: npz, path: data.npz, labels: targets}, batch_size: 8, split: {validation: 0.25}}
layers: [{type: dense, units: 4, activation: tanh}, {type: dense, units: 1}]
regularization: {kernel_regularizer: {type: l2, l2: 0.1}, activity_regularizer: {type: l2, l2: 0.5}}
training: {epochs: 1}
"""


@pytest.fixture(autouse=True)
def data(tmp_path: Path) -> None:
    generator = np.random.default_rng(1)
    np.savez(tmp_path / "data.npz", x=generator.normal(size=(40, 3)), targets=generator.normal(size=(40, 1)))


def test_penalties_on_weights_and_outputs_are_part_of_the_validation_loss(train: Train, tmp_path: Path) -> None:
    run, _ = train(RECIPE)
    found = json.loads(run.evaluation.read_bytes())
    assert found["split"] == "validation"
    arrays = np.load(tmp_path / "data.npz")
    model = keras.models.load_model(run.model)
    model.compile(loss="mean_squared_error")
    rows = _validation_rows(run.path)
    expected = model.evaluate(arrays["x"][rows], arrays["targets"][rows], batch_size=8, verbose=0)
    assert found["loss"] == pytest.approx(expected, rel=1e-5)
    (epoch,) = [json.loads(line) for line in run.metrics.read_text("utf-8").splitlines()]
    assert epoch["val_loss"] == found["loss"]


def _validation_rows(run: Path) -> np.ndarray:
    from dlcli.build.opened import open_data
    from dlcli.recipe.check import check

    return open_data(check(run / "resolved.yaml")).rows["validation"]
