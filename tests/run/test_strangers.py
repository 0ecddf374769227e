"""What people meet first: metrics of classes, damaged pictures, data that changed, streams that are closed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from dlcli.ground.errors import DataError
from dlcli.run.evaluate import evaluate_checkpoint
from tests.run.conftest import Train

IRIS = """
data: {source: iris, split: {test: 0.4}}
layers: [{type: dense, units: "${data.classes}", activation: softmax}]
metrics: [accuracy, precision, recall, auc, {type: f1_score, average: macro}, top_k_categorical_accuracy]
training: {epochs: 2}
"""
PICTURES = """
data:
  source: {type: image_folder, path: pets, channels: 1}
  transforms: [{type: resizing, height: 8, width: 8}, {type: scale_to, range: [0, 1]}]
  batch_size: 2
layers: [flatten, {type: dense, units: "${data.classes}", activation: softmax}]
training: {epochs: 1}
"""


def png(folder: Path, name: str, *, size: int) -> Path:
    import tensorflow as tf

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    pixels = np.random.default_rng(size).integers(0, 255, (size, size, 1), dtype=np.uint8)
    path.write_bytes(tf.io.encode_png(pixels).numpy())
    return path


def test_metrics_of_classes_read_class_numbers(train: Train) -> None:
    folder, _ = train(IRIS)
    found = json.loads(folder.evaluation.read_bytes())
    by_class = found["classes"]
    assert found["metrics"]["f1_score"] == pytest.approx(np.mean([each["f1"] for each in by_class]), abs=1e-6)
    assert found["metrics"]["top_k_categorical_accuracy"] == 1.0


def test_a_picture_that_is_cut_off_is_named(train: Train, tmp_path: Path) -> None:
    for kind in ("cat", "dog"):
        for size in (20, 24, 28):
            last = png(tmp_path / "pets" / kind, f"{size}.png", size=size)
    last.write_bytes(last.read_bytes()[:200])
    with pytest.raises(DataError, match=r"cut off, damaged or gone, .*dog/28\.png") as caught:
        train(PICTURES)
    assert caught.value.exit_code == 3


def test_data_that_changed_since_the_training_is_told(train: Train, tmp_path: Path) -> None:
    rows = "".join(f"{value},{2 * value}\n" for value in range(40))
    (tmp_path / "table.csv").write_text(f"x,y\n{rows}")
    text = "data: {source: {type: csv, path: table.csv, target: y}, split: {test: 0.5}}\n"
    folder, _ = train(f"{text}layers: [{{type: dense, units: 1}}]\ntraining: {{epochs: 1}}\n")
    told: list[str] = []
    evaluate_checkpoint(folder.path, split=None, recipe=None, overrides=(), warn=told.append)
    assert told == []
    (tmp_path / "table.csv").write_text(f"x,y\n{rows}100,3\n")
    evaluate_checkpoint(folder.path, split=None, recipe=None, overrides=(), warn=told.append)
    assert len(told) == 1


@pytest.mark.parametrize("streams", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_streams_are_no_bug(tmp_path: Path, repository: Path, streams: str) -> None:
    (tmp_path / "iris.yaml").write_text("data: {source: iris}\nlayers: [relu]\n")
    command = f"{sys.executable} -m dlcli validate iris.yaml {streams}"
    environment = {**os.environ, "PYTHONPATH": str(repository)}
    finished = subprocess.run(["/bin/sh", "-c", command], cwd=tmp_path, env=environment, check=False, timeout=60)
    assert finished.returncode == 2
