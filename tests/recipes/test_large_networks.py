"""The networks for ImageNet take a training step on two pictures."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from dlcli.run.begin import begin
from dlcli.run.events import ignore

NAMES = [
    "alexnet",
    "vgg16",
    "resnet18",
    "resnet50",
    "densenet121",
    "mobilenet_v2",
    "googlenet",
    "vit_tiny",
    "mlp_mixer",
]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_step_on_two_pictures_is_finite(
    name: str, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generator = np.random.default_rng(0)
    for kind in ("one", "two"):
        (tmp_path / "pictures" / kind).mkdir(parents=True)
        picture = generator.integers(0, 256, (240, 260, 3)).astype("uint8")
        (tmp_path / "pictures" / kind / "a.png").write_bytes(tf.io.encode_png(picture).numpy())
    monkeypatch.setenv("IMAGENET", str(tmp_path / "pictures"))
    alone = ("data.expect=null", "data.split=null", "data.batch_size=2", "training.epochs=null", "training.steps=1")
    rate = ("optimizer.learning_rate=0.001", "regularization.mixing=null", "training.precision=float32")
    run = begin(
        repository / "recipes" / "vision" / f"{name}.yaml",
        overrides=(*alone, *rate),
        runs=tmp_path / "runs",
        resuming=False,
        listener=ignore,
        command=["dlcli"],
        debug=False,
    )
    (line,) = [json.loads(each) for each in run.metrics.read_text("utf-8").splitlines()]
    assert math.isfinite(line["loss"])
    assert line["step"] == 1
    assert math.isfinite(json.loads(run.evaluation.read_bytes())["loss"])
