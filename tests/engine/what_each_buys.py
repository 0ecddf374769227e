"""What each regularizer buys on one problem that is learned by heart: 500 small pictures of ten animals.

One network, one recipe but for what the row says, the same seeds for all; strengths are usual ones, not tuned.
The accuracy in training is that of the last epoch, with dropout, noise and moved pictures as training has them.

Example:
    python -m tests.engine.what_each_buys --seeds 0 1 2 3 4
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from dlcli.run.begin import begin
from dlcli.run.events import ignore

RECIPE = """
data:
  source: {{type: animals, limit_per_class: {each}}}
  split: {split}
  transforms: [{{type: scale_to, range: [0, 1]}}]
layers:
  - {{type: conv2d, filters: 16, kernel_size: 3, padding: same, {linear}}}
{normalized}
  - {{type: max_pooling2d, pool_size: 2}}
  - {{type: conv2d, filters: 32, kernel_size: 3, padding: same, {linear}}}
{normalized}
  - {{type: max_pooling2d, pool_size: 2}}
{between}
  - flatten
  - {{type: dense, units: 64, activation: relu}}
{before_last}
  - {{type: dense, units: 10, activation: softmax}}
optimizer: {{type: adam, learning_rate: 0.002}}
regularization: {regularization}
training: {{epochs: {epochs}}}
"""
PLAIN = {
    "each": "50",
    "split": "{}",
    "linear": "activation: relu",
    "normalized": "",
    "between": "",
    "before_last": "",
    "regularization": "{}",
    "epochs": "30",
}
MOVED = (
    "{augmentation: [{type: random_flip, mode: horizontal}, {type: random_rotation, factor: 0.05},"
    " {type: random_translation, height_factor: 0.1, width_factor: 0.1}]}"
)
ROWS: Mapping[str, Mapping[str, str]] = {
    "none": {},
    "l1": {"regularization": "{kernel_regularizer: {type: l1, l1: 0.0003}}"},
    "l2": {"regularization": "{kernel_regularizer: {type: l2, l2: 0.003}}"},
    "l1_l2": {"regularization": "{kernel_regularizer: {type: l1_l2, l1: 0.0001, l2: 0.001}}"},
    "dropout 0.5": {"before_last": "  - {type: dropout, rate: 0.5}"},
    "spatial_dropout2d 0.2": {"between": "  - {type: spatial_dropout2d, rate: 0.2}"},
    "gaussian_dropout 0.5": {"before_last": "  - {type: gaussian_dropout, rate: 0.5}"},
    "gaussian_noise 0.5": {"before_last": "  - {type: gaussian_noise, stddev: 0.5}"},
    "batch_normalization": {"linear": "use_bias: false", "normalized": "  - batch_normalization\n  - relu"},
    "group_normalization 4": {
        "linear": "use_bias: false",
        "normalized": "  - {type: group_normalization, groups: 4}\n  - relu",
    },
    "max_norm 2": {"linear": "activation: relu, kernel_constraint: {type: max_norm, max_value: 2, axis: [0, 1, 2]}"},
    "mixup 0.2": {"regularization": "{mixing: {type: mixup, alpha: 0.2}}"},
    "cutmix 1": {"regularization": "{mixing: {type: cutmix, alpha: 1}}"},
    "label_smoothing 0.1": {"regularization": "{label_smoothing: 0.1}"},
    "early_stopping": {
        "each": "60",
        "split": "{validation: 0.1666, stratify: true}",
        "regularization": "{early_stopping: {patience: 5}}",
    },
    "weight_averaging": {"regularization": "{weight_averaging: {start: 0.5}}"},
    "augmentation": {"regularization": MOVED},
    "augmentation, 90 epochs": {"regularization": MOVED, "epochs": "90"},
}
"""What differs from the plain recipe. Early stopping holds 100 other pictures back, so that 500 train there too."""


def accuracies(row: Mapping[str, str], seed: int, folder: Path, *epochs: str) -> tuple[float, float]:
    """The accuracy on the 1,500 test pictures and in the last epoch of training."""
    (folder / "buys.yaml").write_text(RECIPE.format(**{**PLAIN, **row}), "utf-8")
    run = begin(
        folder / "buys.yaml",
        overrides=(f"seed={seed}", *epochs),
        runs=folder / "runs",
        resuming=False,
        listener=ignore,
        command=["dlcli"],
        debug=False,
    )
    last = json.loads(run.metrics.read_text("utf-8").splitlines()[-1])
    return float(json.loads(run.evaluation.read_bytes())["metrics"]["accuracy"]), float(last["accuracy"])


def table(found: Mapping[str, Sequence[tuple[float, float]]]) -> list[str]:
    """A line for each row: means over the seeds, and the difference to the first row with its standard error.

    Args:
        found: for each row and seed the accuracy on the test pictures and in training; the seeds in the same order.
    """
    lines = [f"{'':26}{'test':>8}{'spread':>8}{'training':>10}{'bought':>9}{'± error':>9}"]
    base = np.array(next(iter(found.values())))[:, 0]
    for name, pairs in found.items():
        test, training = np.array(pairs).T
        gained = test - base
        error = gained.std(ddof=1) / np.sqrt(len(gained)) if len(gained) > 1 else float("nan")
        lines.append(
            f"{name:26}{test.mean():8.4f}{test.std(ddof=1) if len(test) > 1 else float('nan'):8.4f}"
            f"{training.mean():10.4f}{gained.mean():+9.4f}{error:9.4f}"
        )
    return lines


def main() -> None:
    """Reads the command line, trains every row with every seed and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2, 3, 4])
    parser.add_argument("--rows", nargs="+", choices=list(ROWS), default=list(ROWS))
    given = parser.parse_args()
    found: dict[str, list[tuple[float, float]]] = {}
    for name in given.rows:
        with tempfile.TemporaryDirectory() as folder:
            found[name] = [accuracies(ROWS[name], seed, Path(folder)) for seed in given.seeds]
    print(f"500 training pictures, seeds {', '.join(map(str, given.seeds))}")
    print("\n".join(table(found)))


if __name__ == "__main__":
    main()
