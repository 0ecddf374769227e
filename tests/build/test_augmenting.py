"""Augmented pictures are a pure function of (seed, epoch, row): the same pixels in whatever batch, wherever begun."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from dlcli.build.augmenting import augmented_by
from dlcli.build.front import build_front
from dlcli.build.opened import open_data, pipeline_of
from dlcli.recipe.check import check

ALL = """[{type: random_flip}, {type: random_translation, height_factor: 0.2, width_factor: 0.1},
  {type: random_rotation, factor: 0.1}, {type: random_zoom, height_factor: 0.2}, {type: random_shear, x_factor: 0.1},
  {type: random_contrast, factor: 0.3}, {type: random_brightness, factor: 0.2}, {type: gaussian_noise, stddev: 0.05},
  {type: random_gaussian_blur, factor: 0.7}, {type: random_erasing, factor: 0.5},
  {type: random_padded_crop, padding: 2},
  {type: random_choice, augmentations: [{type: gaussian_noise, stddev: 0.1}, {type: random_erasing}]}]"""
RECIPE = """
seed: 5
data: {{source: {{type: digits, limit_per_class: 4}}, split: {{validation: 0.2}}, batch_size: {size},
  transforms: [{{type: scale_to, range: [0, 1]}}]}}
layers: [flatten, {{type: dense, units: "${{data.classes}}", activation: softmax}}]
regularization: {{augmentation: {augmentation}}}
"""


def pipeline(folder: Path, *, size: int = 8, augmentation: str = ALL, seed: int = 5) -> Any:
    path = folder / "recipe.yaml"
    path.write_text(RECIPE.format(size=size, augmentation=augmentation).replace("seed: 5", f"seed: {seed}"), "utf-8")
    opened = open_data(check(path))
    return pipeline_of(opened, build_front(opened.checked, {}))


def epoch_of(made: Any, epoch: int) -> np.ndarray:
    """The pictures of an epoch, in the order in which they are trained."""
    batches = made.training(epoch * made.steps()).take(made.steps())
    return np.concatenate([features.numpy() for features, _ in batches])


def test_same_pixels_in_batches_of_another_size(tmp_path: Path) -> None:
    whole = epoch_of(pipeline(tmp_path, size=32), 1)
    assert len(whole) == 32
    for size in (1, 5):
        assert np.array_equal(epoch_of(pipeline(tmp_path, size=size), 1), whole)


def test_same_pixels_where_the_training_goes_on_in_the_middle(tmp_path: Path) -> None:
    first = [features.numpy() for features, _ in pipeline(tmp_path, size=5).training(0).take(12)]
    for step in (4, 9):
        again = next(iter(pipeline(tmp_path, size=5).training(step)))[0].numpy()
        assert np.array_equal(again, first[step])


def test_same_pixels_on_every_replica(tmp_path: Path) -> None:
    path = tmp_path / "recipe.yaml"
    path.write_text(RECIPE.format(size=8, augmentation=ALL), "utf-8")
    augmented = augmented_by(check(path))
    assert augmented is not None
    values = tf.constant(np.random.default_rng(0).uniform(0, 1, (7, 8, 8, 1)), tf.float32)
    rows, epoch = tf.constant([4, 900, 17, 3, 60000, 8, 21], tf.int64), tf.constant(3, tf.int64)
    whole = augmented(values, rows, epoch).numpy()
    for replicas in (2, 3, 7):
        for replica in range(replicas):
            part = augmented(values[replica::replicas], rows[replica::replicas], epoch).numpy()
            assert np.array_equal(part, whole[replica::replicas])


def test_another_epoch_or_seed_gives_other_pixels(tmp_path: Path) -> None:
    flips = "[{type: random_flip, mode: horizontal}]"
    plain = np.stack(sorted(epoch_of(pipeline(tmp_path, augmentation="[]"), 0), key=np.ndarray.tobytes))
    made = pipeline(tmp_path, augmentation=flips)
    found = [
        epoch_of(each, at) for each, at in ((made, 0), (made, 1), (pipeline(tmp_path, augmentation=flips, seed=6), 0))
    ]
    seen = [{each.tobytes() for each in epoch} for epoch in found]
    assert all(1 < len(each - {one.tobytes() for one in plain}) < 31 for each in seen)
    assert seen[0] != seen[1]


def test_two_of_a_kind_draw_apart(tmp_path: Path) -> None:
    one = "{type: random_brightness, factor: 0.1}"
    augmented = {}
    for number, text in (("none", "[]"), ("one", f"[{one}]"), ("two", f"[{one}, {one}]")):
        augmented[number] = epoch_of(pipeline(tmp_path, augmentation=text), 0)
    first, second = augmented["one"] - augmented["none"], augmented["two"] - augmented["one"]
    assert not np.allclose(first, second, atol=1e-3)


def test_validation_is_left_as_it_is(tmp_path: Path) -> None:
    for split in ("validation", "train"):
        plain, made = (
            np.concatenate([features.numpy() for features, _ in pipeline(tmp_path, augmentation=text).in_order(split)])
            for text in ("[]", ALL)
        )
        assert np.array_equal(plain, made)


@pytest.mark.parametrize("augmentation", ["[]", "null"])
def test_none_is_none(tmp_path: Path, augmentation: str) -> None:
    assert pipeline(tmp_path, augmentation=augmentation).augmented is None
