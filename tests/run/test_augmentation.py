"""Training on augmented pictures: resumed within an epoch it ends the same; what an autoencoder gives back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from dlcli.build.opened import open_data
from dlcli.build.strategy import alone
from dlcli.build.task import build_task
from dlcli.keras_objects.objective import Draws
from dlcli.recipe.check import check
from dlcli.run.events import Event, Progressed
from tests.run.conftest import Train
from tests.run.stopping import figures_of, resumed_from, states_of, stopped_and_resumed

RECIPE = """
name: augmented
data: {source: {type: digits, limit_per_class: 6}, split: {validation: 0.2}, batch_size: 10,
  transforms: [{type: scale_to, range: [0, 1]}]}
regularization:
  augmentation:
    - {type: random_rotation, factor: 0.1}
    - {type: random_padded_crop, padding: 1}
    - {type: random_choice, augmentations: [{type: gaussian_noise, stddev: 0.05}, random_gaussian_blur, random_erasing]}
training: {epochs: 3, steps_per_execution: 2, checkpoint: {every_steps: 3, keep: 9}}
"""
SUPERVISED = """
layers: [flatten, {type: dropout, rate: 0.2}, {type: dense, units: "${data.classes}", activation: softmax}]
"""
AUTOENCODER = """
objective: autoencoder
networks:
  encoder: [flatten, {type: dense, units: 6}]
  decoder: [{type: dense, units: 64}, {type: reshape, target_shape: [8, 8, 1]}]
"""


@pytest.mark.parametrize("rest", [SUPERVISED, pytest.param(AUTOENCODER, marks=pytest.mark.slow)])
def test_resumed_in_the_middle_of_an_epoch_ends_the_same(train: Train, tmp_path: Path, rest: str) -> None:
    whole, _ = train(RECIPE + rest)

    def after_step_8(event: Event) -> bool:
        return isinstance(event, Progressed) and event.step >= 8

    resumed = stopped_and_resumed(tmp_path / "small.yaml", tmp_path / "second", at=after_step_8)
    assert resumed_from(resumed) == [6]
    assert figures_of(resumed) == figures_of(whole)
    assert states_of(resumed) == states_of(whole)


def test_an_autoencoder_is_compared_with_the_picture_it_was_given(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(RECIPE + AUTOENCODER, "utf-8")
    task = build_task(open_data(check(path)), alone())
    batch = next(iter(task.pipeline.training(0)))
    plain = next(iter(task.pipeline.in_order("train")))
    (phase,) = task.objective.phases
    draws = Draws(0, tf.constant(0, tf.int64))
    (outcome,) = task.objective.learn(phase, batch, draws).values()
    np.testing.assert_array_equal(outcome.labels.numpy(), batch[0].numpy().reshape(10, 64))
    assert not np.isin(batch[0].numpy(), plain[0].numpy()).all()
