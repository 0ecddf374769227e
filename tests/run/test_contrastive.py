"""Contrastive learning: the loss of the paper's equation, two views, and what becomes of the encoder."""

from __future__ import annotations

import json
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

from dlcli.keras_objects.objective import Draws
from dlcli.parts.objectives.contrastive import Contrastive
from dlcli.recipe.check import check
from dlcli.recipe.memory import estimate
from dlcli.run.evaluate import evaluate_checkpoint
from dlcli.run.events import Event, Progressed
from tests.run.small import errors_of, task_of, trained
from tests.run.stopping import figures_of, resumed_from, states_of, stopped_and_resumed

RECIPE = """
name: small
data:
  source: {type: digits, classes: [3, 8]}
  split: {validation: 0.2, test: 0.2}
  transforms: [{type: scale_to, range: [0, 1]}]
  batch_size: 48
objective: {type: contrastive, temperature: 0.5}
networks:
  encoder: [flatten, {type: dense, units: 12, activation: relu}]
  projector: [{type: dense, units: 6}]
optimizer: {type: adam, learning_rate: 0.01}
regularization: {augmentation: [{type: random_translation, height_factor: 0.1, width_factor: 0.1}]}
training: {epochs: 3, checkpoint: {every_steps: 2, keep: 99}}
"""


def test_losses_are_those_of_the_papers_equation(tmp_path: Path) -> None:
    task = task_of(tmp_path, RECIPE, "training.precision=float64", "data.batch_size=5")
    views, _ = next(iter(task.pipeline.in_order("train")))
    assert views.shape == (5, 2, 8, 8, 1)
    assert np.abs(views[:, 0] - views[:, 1]).max() > 0.1
    found = task.objective.look((views, {}), Draws(0, tf.constant(0, tf.int64)))
    encoder, projector = task.objective.networks["encoder"], task.objective.networks["projector"]
    given = [projector(encoder(views[:, view])).numpy() for view in range(2)]
    given = [each / np.linalg.norm(each, axis=1, keepdims=True) for each in given]
    every = np.concatenate(given)
    for view, example in np.ndindex(2, 5):
        own, other = given[view][example], given[1 - view][example]
        scores = np.exp(every @ own / 0.5)
        bottom = scores.sum() - scores[view * 5 + example]
        assert float(found["views"].losses[example, view]) == pytest.approx(-np.log(np.exp(own @ other / 0.5) / bottom))
        rest = np.delete(every @ own, view * 5 + example)
        assert bool(found["match_accuracy"].losses[example, view]) == bool(own @ other >= rest.max())


def test_views_are_anew_in_each_epoch_and_the_same_where_nothing_trains(tmp_path: Path) -> None:
    task = task_of(tmp_path, RECIPE, "data.shuffle=false")
    (first, _), (again, _) = (next(iter(task.pipeline.in_order("validation"))) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    epochs = task.pipeline.training(0)
    one, other = (next(iter(epochs.skip(step).take(1)))[0] for step in (0, task.pipeline.steps()))
    assert np.abs(one - other).max() > 0.1


def test_memory_is_foretold_for_both_views(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "small.yaml").write_text(RECIPE, "utf-8")
    checked = check(tmp_path / "small.yaml")
    both = estimate(checked.recipe, checked.networks.values())
    monkeypatch.setattr(Contrastive, "views", 1)
    one = estimate(checked.recipe, checked.networks.values())
    assert (both.weights, both.outputs) == (one.weights, 2 * one.outputs)


@pytest.mark.slow
def test_a_run_is_resumed_evaluated_and_lends_its_encoder(tmp_path: Path) -> None:
    untouched = trained(tmp_path, RECIPE)

    def at(event: Event) -> bool:
        return isinstance(event, Progressed) and event.step == 6

    resumed = stopped_and_resumed(tmp_path / "small.yaml", tmp_path / "resumed", at=at)
    assert 0 < resumed_from(resumed)[0] <= 6
    assert figures_of(resumed) == figures_of(untouched)
    assert states_of(resumed)[max(states_of(resumed))] == states_of(untouched)[max(states_of(untouched))]
    evaluation = json.loads(untouched.evaluation.read_bytes())
    assert 0 < evaluation["metrics"]["match_accuracy"] < 1
    assert evaluate_checkpoint(untouched.path, split=None, recipe=None, overrides=()).loss == evaluation["loss"]
    encoder = keras.models.load_model(untouched.model)
    assert encoder.output_shape == (None, 12)
    probe = RECIPE.replace("name: small", "").replace(
        "objective: {type: contrastive, temperature: 0.5}\n", ""
    ).partition("networks:")[0] + (
        "layers: [flatten, {type: dense, units: 12, activation: relu}, {type: dense, units: 2, activation: softmax}]\n"
        f"name: probe\ntraining: {{epochs: 1, freeze: {{all_but_last: 1}}, "
        f"initial_weights: {{checkpoint: {untouched.path}, network: encoder}}}}\n"
    )
    lent = keras.models.load_model(trained(tmp_path, probe, name="probe").model)
    for one, other in zip(encoder.get_weights(), lent.get_weights(), strict=False):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ("optimizer:", "loss: mean_squared_error\noptimizer:", "contrastive brings its own loss"),
        (
            "augmentation: [{type: random_translation, height_factor: 0.1, width_factor: 0.1}]",
            "",
            "nothing is augmented",
        ),
        ("optimizer:", "metrics: [accuracy]\noptimizer:", "contrastive gives nothing that a metric could compare"),
        ("  projector:", "  decoder:", "contrastive has no network 'decoder'"),
        ("temperature: 0.5", "temperature: 0", "temperature"),
        ("projector: [{", "projector: [{from: image, ", "image"),
    ],
)
def test_mistakes_are_told(tmp_path: Path, wrong: str, right: str, said: str) -> None:
    assert wrong in RECIPE
    found = errors_of(tmp_path, RECIPE.replace(wrong, right))
    assert any(said in each for each in found), found
