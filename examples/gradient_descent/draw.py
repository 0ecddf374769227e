"""Draws the paths of three trained runs on the surface of their loss, from the checkpoints of every update.

Example:
    python examples/gradient_descent/draw.py runs/batch/latest runs/mini_batch/latest runs/stochastic/latest
"""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib as mpl
import numpy as np
from safetensors.numpy import load_file

mpl.use("Agg")
import matplotlib.pyplot as plt

HERE = Path(__file__).resolve().parent
START = (-1.5, -2.0)
"""The weight and the bias that the recipes begin with: a run saves what it has learned, not what it began with."""
COLOURS = ("#0072b2", "#009e73", "#d55e00")


def path_of(run: Path) -> np.ndarray:
    """The weight and the bias after each update of a run: (updates + 1, 2)."""
    points = [START]
    for checkpoint in sorted((run / "checkpoints").glob("step-*")):
        state = load_file(checkpoint / "state.safetensors")
        points.append((state["model/layers/line/0"].item(), state["model/layers/line/1"].item()))
    return np.array(points)


def loss_at(weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """The mean squared error over all points, at each pair of a weight and a bias."""
    x, y = np.loadtxt(HERE / "line.csv", delimiter=",", skiprows=1, unpack=True)
    return np.mean((weight[..., None] * x + bias[..., None] - y) ** 2, axis=-1)


def draw(runs: list[Path], target: Path) -> None:
    """Draws the runs side by side, on one scale."""
    paths = {run.resolve().parent.name: path_of(run) for run in runs}
    grid = np.meshgrid(np.linspace(-2, 4, 200), np.linspace(-3.2, 2.5, 200))
    losses = loss_at(*grid)
    figure, axes = plt.subplots(
        1, len(paths), figsize=(4 * len(paths), 4), sharey=True, squeeze=False, layout="constrained"
    )
    for axis, colour, (name, path) in zip(axes[0], COLOURS, paths.items(), strict=False):
        axis.contour(*grid, losses, levels=np.geomspace(losses.min() * 1.2, losses.max(), 14), colors="0.75")
        axis.plot(path[:, 0], path[:, 1], ".-", color=colour, markersize=4, linewidth=1)
        axis.set_title(f"{name}: {len(path) - 1} updates, loss {loss_at(path[-1, :1], path[-1, 1:])[0]:.3f}")
        axis.set_xlabel("weight")
    axes[0][0].set_ylabel("bias")
    figure.savefig(target, dpi=100)


if __name__ == "__main__":
    draw([Path(each) for each in sys.argv[1:]], Path("paths.png"))
    print("paths.png")
