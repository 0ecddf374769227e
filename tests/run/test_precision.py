"""Recipes trained, saved, opened and evaluated in each precision."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from dlcli.run.evaluate import evaluate_checkpoint
from dlcli.run.events import Started
from tests.run.conftest import Train

RECIPE = """
data: {source: iris, split: {validation: 0.2, test: 0.2}, transforms: [normalization], batch_size: 16}
layers:
  - {type: dense, units: 8, activation: relu, activity_regularizer: {type: l2, l2: 0.01}}
  - batch_normalization
  - {type: dropout, rate: 0.1}
  - {type: dense, units: 3, activation: softmax, kernel_regularizer: {type: l2, l2: 0.001}}
metrics: [accuracy, auc]
training: {epochs: 4}
"""
NOISY = """
data: {source: digits, split: {validation: 0.5}, transforms: [{type: scale_to, range: [0, 1]}]}
objective: {type: autoencoder, noise: 0.2}
networks:
  encoder: [flatten, {type: dense, units: 8, activation: tanh, name: code}]
  decoder:
    - {type: dense, units: 64, activation: sigmoid}
    - {type: reshape, target_shape: [8, 8, 1]}
metrics: [mean_absolute_error]
training: {epochs: 1}
"""


@pytest.mark.parametrize(
    "precision", ["float64", "mixed_bfloat16", pytest.param("mixed_float16", marks=pytest.mark.slow)]
)
def test_a_run_is_opened_and_evaluated_as_it_was_trained(train: Train, precision: str) -> None:
    import keras

    folder, events = train(RECIPE, f"training.precision={precision}")
    task = next(event.task for event in events if isinstance(event, Started))
    assert [type(rule.optimizer).__name__ for each in task.movers.values() for rule, _ in each._rules] == ["Adam"]
    losses = [json.loads(line)["loss"] for line in folder.metrics.read_text("utf-8").splitlines()]
    assert losses[-1] < losses[0]
    keras.config.set_floatx("float32")
    keras.config.set_dtype_policy("float32")
    model = keras.models.load_model(folder.model)
    kept = "float64" if precision == "float64" else "float32"
    assert {weight.dtype for weight in model.trainable_variables} == {kept}
    rows = np.random.default_rng(0).normal(size=(5, 4)).astype(kept)
    assert model(rows).dtype.name == kept
    np.testing.assert_allclose(np.sum(model(rows), axis=1), 1, atol=1e-12 if precision == "float64" else 1e-6)
    written = json.loads(folder.evaluation.read_bytes())
    for target in (folder.path, folder.model, max(folder.checkpoints.iterdir())):
        found = evaluate_checkpoint(target, split=None, recipe=None, overrides=())
        assert json.loads(json.dumps(found.to_json())) == written


@pytest.mark.parametrize("precision", ["float64", "mixed_float16"])
def test_noise_and_networks_one_after_another(train: Train, precision: str) -> None:
    folder, _ = train(NOISY, f"training.precision={precision}")
    assert json.loads(folder.metrics.read_text("utf-8"))["val_loss"] < 0.25
    arrays = load_file(max(folder.checkpoints.glob("*/state.safetensors")))
    kept = "float64" if precision == "float64" else "float32"
    assert {array.dtype.name for name, array in arrays.items() if name.startswith("model/")} == {kept}


def test_numbers_of_a_table_keep_all_their_digits(train: Train, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("a,b\n0.1,0.7\n0.2,1.3\n", "utf-8")
    recipe = """
data: {source: {type: csv, path: table.csv, target: b}, batch_size: full, shuffle: false}
layers: [{type: dense, units: 1, kernel_initializer: ones}]
training: {epochs: 1, precision: float64}
"""
    folder, _ = train(recipe)
    found = json.loads(folder.metrics.read_text("utf-8"))["loss"]
    assert found == pytest.approx((0.6**2 + 1.1**2) / 2, rel=1e-14)
