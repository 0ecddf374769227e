"""Backpropagation by the textbook beside what a run of cat.yaml did in its second update.

The gradient that the run used is (weights before - weights after) / learning_rate.

Example:
    python examples/backpropagation/compare.py runs/cat/latest
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from dlcli.build.opened import open_data
from dlcli.build.strategy import alone
from dlcli.build.task import build_task
from dlcli.recipe.check import check

HERE = Path(__file__).resolve().parent
LEARNING_RATE = 0.1
NAMES = {"W[1]": "hidden/0", "b[1]": "hidden/1", "W[2]": "output/0", "b[2]": "output/1"}


def weights_after(run: Path, update: int) -> dict[str, np.ndarray]:
    """Kernels (inputs, units) and biases (units,) as Keras keeps them: W of the textbook is a kernel transposed."""
    state = load_file(run / "checkpoints" / f"step-{update:08d}" / "state.safetensors")
    return {name: state[f"model/layers/{variable}"] for name, variable in NAMES.items()}


def examples() -> tuple[np.ndarray, np.ndarray]:
    """The pictures as columns (784, m) and their labels (1, m)."""
    task = build_task(open_data(check(HERE / "cat.yaml", ())), alone())
    images, labels = next(iter(task.pipeline.in_order("train")))
    return images.numpy().reshape(len(images), -1).T, labels["label"].numpy().T


def textbook(weights: dict[str, np.ndarray], x: np.ndarray, y: np.ndarray) -> dict[str, np.ndarray]:
    """The four products, over m examples that stand in columns."""

    def sigmoid(z: np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(-z))

    m = x.shape[1]
    w1, b1, w2, b2 = weights["W[1]"].T, weights["b[1]"][:, None], weights["W[2]"].T, weights["b[2]"][:, None]
    a1 = sigmoid(w1 @ x + b1)
    y_hat = sigmoid(w2 @ a1 + b2)
    delta2 = y_hat - y
    delta1 = w2.T @ delta2 * a1 * (1 - a1)
    return {
        "W[1]": (delta1 @ x.T / m).T,
        "b[1]": delta1.mean(axis=1),
        "W[2]": (delta2 @ a1.T / m).T,
        "b[2]": delta2.mean(axis=1),
    }


def compare(run: Path) -> float:
    """Prints both side by side; gives the largest difference."""
    before, after = weights_after(run, 1), weights_after(run, 2)
    expected = textbook(before, *examples())
    rules = {
        "W[1]": "δ[1] x ᵀ / m",
        "b[1]": "mean of δ[1]",
        "W[2]": "δ[2] a[1]ᵀ / m",
        "b[2]": "mean of δ[2]",
    }
    print("δ[2] = ŷ - y,  δ[1] = W[2]ᵀ δ[2] ∘ σ′(z[1])\n")
    print(f"{'':6}{'rule':18}{'shape':11}{'dlcli, largest':>17}{'textbook there':>17}{'largest difference':>21}")
    worst = 0.0
    for name, rule in rules.items():
        found = (before[name] - after[name]) / LEARNING_RATE
        place = np.unravel_index(np.abs(found).argmax(), found.shape)
        difference = float(np.abs(found - expected[name]).max())
        worst = max(worst, difference)
        shape = str(found.shape)
        print(f"{name:6}{rule:18}{shape:11}{found[place]:17.10f}{expected[name][place]:17.10f}{difference:21.1e}")
    return worst


if __name__ == "__main__":
    if compare(Path(sys.argv[1])) > 1e-6:
        sys.exit("the gradients differ")
