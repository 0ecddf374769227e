"""What `check --augmentation` draws is what training sees, example by example and epoch by epoch."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from dlcli.build.front import build_front
from dlcli.build.opened import open_data, pipeline_of
from dlcli.ground.errors import UsageError
from dlcli.recipe.check import check
from dlcli.report.variations import draw, tiled
from dlcli.run.variations import variations

RECIPE = """
seed: 5
data: {source: {type: digits, limit_per_class: 2}, batch_size: 6, transforms: [{type: scale_to, range: [-1, 1]}]}
layers: [flatten, {type: dense, units: "${data.classes}", activation: softmax}]
"""
AUGMENTED = RECIPE + "regularization: {augmentation: [{type: random_erasing}, {type: random_padded_crop, padding: 1}]}"


def test_each_epoch_is_that_of_training(tmp_path: Path) -> None:
    path = tmp_path / "recipe.yaml"
    path.write_text(AUGMENTED, "utf-8")
    made = variations(check(path), examples=6, epochs=3)
    assert made.shape == (6, 4, 8, 8, 1)
    opened = open_data(check(path))
    pipeline = pipeline_of(opened, build_front(opened.checked, {}))
    plain = np.concatenate([features.numpy() for features, _ in pipeline.in_order("train")])
    np.testing.assert_allclose(made[:, 0], (plain[:6] + 1) / 2, atol=1e-6)
    for epoch in range(3):
        batches = pipeline.training(epoch * pipeline.steps()).take(pipeline.steps())
        seen = [(picture + 1) / 2 for features, _ in batches for picture in features.numpy()]
        for each in made[:, 1 + epoch]:
            assert any(np.allclose(each, one, atol=1e-6) for one in seen)


def test_there_is_nothing_to_draw_without_augmentation(tmp_path: Path) -> None:
    path = tmp_path / "recipe.yaml"
    path.write_text(RECIPE, "utf-8")
    with pytest.raises(UsageError, match="has no augmentation"):
        variations(check(path), examples=6, epochs=3)


@pytest.mark.parametrize("channels", [1, 3])
def test_drawing_has_a_row_for_each_example(tmp_path: Path, channels: int, capsys: pytest.CaptureFixture[str]) -> None:
    made = np.random.default_rng(0).uniform(0, 1, (2, 3, 48, 32, channels))
    draw(made, tmp_path / "examples.png")
    assert "2 training examples, a row each: as it is, then in epochs 1 to 2" in capsys.readouterr().out
    found = tf.io.decode_png((tmp_path / "examples.png").read_bytes()).numpy()
    assert np.array_equal(found, tiled(made))
    # Twice as large, 4 white pixels around each, 16 more beside the first.
    assert found.shape == (2 * 104, 3 * 72 + 16, 3)
    wanted = np.rint(255 * made[1, 2]).astype("uint8").repeat(2, axis=0).repeat(2, axis=1)
    assert np.array_equal(found[108:204, -68:-4], np.broadcast_to(wanted, (96, 64, 3)))
