"""An optimizer for each network: each moves its own weights by its own rule, and goes on where it stopped."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from tests.run.conftest import Runs, Train

RNG = np.random.default_rng(2)
TABLE = RNG.normal(size=(12, 3))
RECIPE = """
name: small
data: {source: {type: npz, path: table.npz}, batch_size: full, shuffle: false}
objective: autoencoder
networks:
  encoder: [{type: dense, units: 2, use_bias: false}]
  decoder: [{type: dense, units: 3, use_bias: false}]
optimizer:
  encoder: {type: sgd, learning_rate: 0.3}
  decoder: {type: momentum, learning_rate: {type: cosine_decay, initial_learning_rate: 0.5, decay_steps: 4,
    unit: epochs}, momentum: 0.8}
training: {epochs: 6, precision: float64, checkpoint: {every_epochs: 1, keep: 20}}
"""
KERNELS = "model/encoder/dense/0", "model/decoder/dense/0"


def state(run: Path, step: int) -> dict[str, np.ndarray]:
    return load_file(run / "checkpoints" / f"step-{step:08d}" / "state.safetensors")


def moved(encoder: np.ndarray, decoder: np.ndarray, updates: int, first: int) -> tuple[np.ndarray, np.ndarray]:
    """The kernels after more updates by the formulas: gradient descent, and a moving mean of the gradient."""
    velocity = np.zeros_like(decoder)
    for step in range(first, first + updates):
        code = TABLE @ encoder
        error = 2 * (code @ decoder - TABLE) / TABLE.size
        velocity = 0.8 * velocity + 0.2 * code.T @ error
        encoder = encoder - 0.3 * TABLE.T @ (error @ decoder.T)
        decoder = decoder - 0.5 * (1 + np.cos(np.pi * min(step, 4) / 4)) / 2 * velocity
    return encoder, decoder


def test_each_network_is_moved_by_its_own_rule(train: Train, tmp_path: Path) -> None:
    np.savez(tmp_path / "table.npz", x=TABLE, y=TABLE)
    still = "{type: sgd, learning_rate: 1.0e-300}"
    before, _ = train(RECIPE, f"optimizer.encoder={still}", f"optimizer.decoder={still}", "training.epochs=1")
    start = state(before.path, 1)
    run, _ = train(RECIPE)
    end = state(run.path, 6)
    wanted = moved(*(start[name] for name in KERNELS), 6, 0)
    for name, kernel in zip(KERNELS, wanted, strict=True):
        np.testing.assert_allclose(end[name], kernel, rtol=1e-9)
    lines = [json.loads(line) for line in run.metrics.read_text("utf-8").splitlines()]
    assert [line["encoder_learning_rate"] for line in lines] == [0.3] * 6
    assert lines[2]["decoder_learning_rate"] == pytest.approx(0.25)


def test_a_run_with_two_optimizers_goes_on_as_if_nothing_had_been(runs: Runs) -> None:
    np.savez(runs.folder / "table.npz", x=TABLE, y=TABLE)
    falls = "{type: reduce_on_plateau, initial_learning_rate: 0.3, monitor: loss, patience: 1, min_delta: 10}"
    text = RECIPE.replace("learning_rate: 0.3}", f"learning_rate: {falls}}}")
    whole = state(runs.train(text).path, 6)
    stopped = runs.train(text, stop=3)
    runs.resume()
    resumed = state(stopped.path, 6)
    assert whole.keys() == resumed.keys()
    assert all(np.array_equal(whole[name], resumed[name]) for name in whole)
    rates = [json.loads(line)["encoder_learning_rate"] for line in stopped.metrics.read_text("utf-8").splitlines()]
    assert rates == pytest.approx([0.3, 0.3, 0.03, 0.003, 0.0003, 0.00003])
