"""The memory that dlcli summary foretells is what a training takes, within a quarter."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

CLASSES = '{type: dense, units: "${data.classes}", activation: softmax}'
RECIPES = {
    "dense": "layers: [flatten, {type: dense, units: 4096, activation: relu}, {type: dense, units: 4096},"
    f" {CLASSES}]",
    "recurrent": "layers: [{type: reshape, target_shape: [28, 28]}, {type: lstm, units: 256, return_sequences: true},"
    f" {{type: lstm, units: 256}}, {CLASSES}]",
    "convolutions": "layers: [{type: resizing, height: 96, width: 96}, {type: conv2d, filters: 64, kernel_size: 3},"
    " {type: conv2d, filters: 64, kernel_size: 3, activation: relu}, {type: max_pooling2d, pool_size: 4},"
    f" flatten, {CLASSES}]",
}
CASES = [
    ("dense", "data.batch_size=512"),
    ("recurrent", "data.batch_size=512"),
    ("convolutions", "data.batch_size=64"),
    ("convolutions", "data.batch_size=32", "training.precision=float64"),
    ("vision/resnet20_animals", "data.batch_size=256"),
    ("vision/cnn_animals", "data.batch_size=512"),
    ("vision/lenet5_animals", "data.batch_size=2048"),
    ("generative/unet_animals", "data.batch_size=256"),
]


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=" ".join)
def test_as_much_as_was_foretold(case: tuple[str, ...], tmp_path: Path) -> None:
    name, *overrides = case
    path = REPOSITORY / "recipes" / f"{name}.yaml"
    if name in RECIPES:
        path = tmp_path / f"{name}.yaml"
        path.write_text(f"data: {{source: animals}}\n{RECIPES[name]}\ntraining: {{jit_compile: false}}\n", "utf-8")
    command = [sys.executable, "-m", "tests.engine.memory_taken", str(path), *overrides]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=REPOSITORY).stdout
    foretold, taken = map(int, told.split())
    assert 0.75 < foretold / taken < 1.25, told
