"""Generative adversarial networks: losses by their formulas, the order of moves, what they learn and leave."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from safetensors.numpy import load_file

from dlcli.build.timetable import Timetable
from dlcli.keras_objects.gan import FOR_DISCRIMINATOR, FOR_GENERATOR
from dlcli.keras_objects.objective import Draws
from dlcli.recipe.verdict import verdict
from dlcli.run.evaluate import evaluate_checkpoint
from dlcli.run.events import Event, Progressed
from dlcli.run.folder import RunFolder
from dlcli.run.samples import samples
from tests.run.small import task_of, trained
from tests.run.stopping import figures_of, resumed_from, states_of, stopped_and_resumed

RECIPE = """
name: small
seed: 3
data: {source: {type: digits, limit_per_class: 6}, split: {validation: 0.2}, batch_size: 10,
  transforms: [{type: scale_to, range: [-1, 1]}]}
objective: {type: gan, noise: 4}
networks:
  generator:
    - {type: dense, units: 12}
    - {type: batch_normalization, momentum: 0.8}
    - relu
    - {type: dense, units: 64, activation: tanh}
    - {type: reshape, target_shape: [8, 8, 1]}
  discriminator:
    - flatten
    - {type: dense, units: 12, activation: leaky_relu}
    - {type: dropout, rate: 0.2}
    - {type: dense, units: 1}
training: {epochs: 2, checkpoint: {every_steps: 1, keep: 99}}
"""
BY_CLASS = """
  generator:
    - {type: embedding, input_dim: "${data.classes}", output_dim: 4, from: label, name: class_code}
    - {type: concatenate, from: [noise, class_code]}
    - {type: dense, units: 64, activation: tanh}
    - {type: reshape, target_shape: [8, 8, 1]}
  discriminator:
    - {type: embedding, input_dim: "${data.classes}", output_dim: 4, from: label, name: class_code}
    - {type: flatten, from: image, name: flat}
    - {type: concatenate, from: [flat, class_code]}
    - {type: dense, units: 1}
"""
CONDITIONAL = (
    RECIPE.split("networks:\n", maxsplit=1)[0].replace("noise: 4", "noise: 4, conditional: true")
    + "networks:"
    + BY_CLASS
    + "training:"
    + RECIPE.split("training:")[1]
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return trained(tmp_path_factory.mktemp("gan"), RECIPE)


def sigmoid(numbers: Any) -> Any:
    return 1 / (1 + np.exp(-numbers))


@pytest.mark.parametrize("loss", ["non_saturating", "min_max", "wasserstein"])
def test_losses_are_those_of_the_formulas(tmp_path: Path, loss: str) -> None:
    smoothing = "" if loss == "wasserstein" else ", label_smoothing: 0.1"
    task = task_of(
        tmp_path,
        RECIPE,
        f"loss={{type: {loss}{smoothing}}}",
        "objective={type: gan, noise: 4, gradient_penalty: 10}",
        # A discriminator whose slope is the same everywhere.
        "networks.discriminator=[flatten, {type: dense, units: 1}]",
        "training.precision=float64",
    )
    objective, batch = task.objective, next(iter(task.pipeline.in_order("train")))
    draws = Draws(3, tf.constant(5, tf.int64))
    generator, discriminator = objective.networks["generator"], objective.networks["discriminator"]
    like = tf.zeros((10, 4), tf.float64)
    noise = [draws.normal(like, deviation=1.0, stream=each) for each in (FOR_DISCRIMINATOR, FOR_GENERATOR)]
    assert not np.allclose(*noise)
    found = objective.look(batch, draws)
    real, made, judged = (
        discriminator(each, training=False).numpy()
        for each in (batch[0], *(generator(each, training=False) for each in noise))
    )
    if loss == "wasserstein":
        wanted = {"discriminator_loss": made - real, "generator_loss": -judged, "real": real, "generated": made}
    else:
        of_discriminator = -0.9 * np.log(sigmoid(real)) - 0.1 * np.log(1 - sigmoid(real)) - np.log(1 - sigmoid(made))
        of_generator = np.log(1 - sigmoid(judged)) if loss == "min_max" else -np.log(sigmoid(judged))
        wanted = {"discriminator_loss": of_discriminator, "generator_loss": of_generator}
        wanted |= {"real": sigmoid(real), "generated": sigmoid(made)}
    slope = np.linalg.norm(discriminator.get_weights()[0])
    wanted["gradient_penalty"] = np.full((10, 1), (slope - 1) ** 2)
    assert found.keys() == wanted.keys() == set(task.recipe.objective.reports)
    for name, values in wanted.items():
        np.testing.assert_allclose(found[name].losses, values, rtol=1e-9, err_msg=name)
    assert {name: each.share for name, each in found.items() if each.share} == {
        "discriminator_loss": 1.0,
        "generator_loss": 1.0,
        "gradient_penalty": 10.0,
    }


def test_the_loss_is_the_sum_of_what_is_reported(whole: RunFolder) -> None:
    evaluation = json.loads(whole.evaluation.read_bytes())
    for line in map(json.loads, whole.metrics.read_text("utf-8").splitlines()):
        for before in ("", "val_"):
            total = line[f"{before}discriminator_loss"] + line[f"{before}generator_loss"]
            assert line[f"{before}loss"] == pytest.approx(total, rel=1e-5)
    assert evaluation["loss"] == line["val_loss"]
    assert evaluate_checkpoint(whole.path, split=None, recipe=None, overrides=()).to_json() == evaluation


def test_every_batch_is_fetched_when_its_phase_moves() -> None:
    """Seven batches, two added up, two rounds: one phase takes 0 1 and 2 3, the other 2 3 again; later 4 5 and 6."""
    times = Timetable(7, accumulated=2, rounds=2, phases=2)
    assert times.steps == 2
    fetched = [int(times.fetched(tf.constant(number, tf.int64))) for number in range(20)]
    assert fetched == [0, 1, 2, 3, 2, 3, 4, 5, 6, 6, 7, 8, 9, 10, 9, 10, 11, 12, 13, 13]
    assert [times.first_fetched(step) for step in range(4)] == [0, 6, 10, 16]
    assert [times.first_batch(step) for step in range(4)] == [0, 4, 7, 11]
    assert [int(Timetable(5, 1, 3, 2).batches_of(tf.constant(step, tf.int64))) for step in range(3)] == [3, 2, 3]


def test_the_discriminator_moves_more_often_and_schedules_count_updates(tmp_path: Path) -> None:
    falls = "{type: sgd, learning_rate: {type: polynomial_decay, initial_learning_rate: 0.1, end_learning_rate: 0.0}}"
    # 48 examples in batches of 10: five of them, three an update.
    changed = ("objective={type: gan, noise: 4, discriminator_steps: 3}", f"optimizer={falls}")
    found = trained(tmp_path, RECIPE, *changed)
    lines = [json.loads(line) for line in found.metrics.read_text("utf-8").splitlines()]
    assert [line["step"] for line in lines] == [2, 4]
    # After the first of four updates the rate has fallen by a quarter, for both.
    assert lines[0]["learning_rate"] == pytest.approx(0.075)
    state = load_file(found.checkpoints / "step-00000004" / "state.safetensors")
    made = {phase: int(state[f"optimizer/{phase}/0"]) for phase in ("discriminator", "generator")}
    assert made == {"discriminator": 10, "generator": 4}


# Each by a training of its own, which other tests of this file look at too.
@pytest.mark.slow
@pytest.mark.parametrize(
    "changed",
    [
        "objective={type: gan, noise: 4, discriminator_steps: 2}",
        "objective={type: gan, noise: 4, gradient_penalty: 1}",
        "objective={type: gan, noise: 5}",
        "loss=min_max",
        "loss={type: non_saturating, label_smoothing: 0.1}",
        "training.gradient_accumulation=2",
    ],
)
def test_each_field_changes_the_training(whole: RunFolder, tmp_path: Path, changed: str) -> None:
    assert figures_of(trained(tmp_path, RECIPE, changed)) != figures_of(whole)


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param((), marks=pytest.mark.slow),
        (
            "objective={type: gan, noise: 4, discriminator_steps: 2, gradient_penalty: 1}",
            "training.gradient_accumulation=2",
            "training.epochs=4",
        ),
    ],
)
def test_a_run_that_is_stopped_ends_with_the_same_numbers(tmp_path: Path, changed: tuple[str, ...]) -> None:
    untouched = trained(tmp_path, RECIPE, *changed)

    def at(event: Event) -> bool:
        return isinstance(event, Progressed) and event.step == 3

    resumed = stopped_and_resumed(tmp_path / "small.yaml", tmp_path / "resumed", at=at, overrides=changed)
    assert 0 < resumed_from(resumed)[0] <= 3
    assert figures_of(resumed) == figures_of(untouched)
    assert states_of(resumed)[max(states_of(resumed))] == states_of(untouched)[max(states_of(untouched))]


def test_examples_are_those_of_the_generator(whole: RunFolder) -> None:
    found = samples(whole.path, number=3, seed=2)["prior"]
    assert found.shape == (3, 8, 8, 8, 1)
    noise = Draws(2, tf.zeros((), tf.int64)).normal(tf.zeros((24, 4)), deviation=1.0, stream=FOR_GENERATOR)
    made = keras.models.load_model(whole.model)(noise).numpy()
    np.testing.assert_allclose(found.reshape(24, 8, 8, 1), (made + 1) / 2, atol=1e-6)


def test_by_class_a_row_is_a_class(tmp_path: Path) -> None:
    found = trained(tmp_path, CONDITIONAL)
    model = keras.models.load_model(found.model)
    assert {each.name for each in model.inputs} == {"noise", "label"}
    made = samples(found.path, number=3, seed=2)["prior"]
    assert made.shape == (10, 8, 8, 8, 1)
    noise = Draws(2, tf.zeros((), tf.int64)).normal(tf.zeros((80, 4)), deviation=1.0, stream=FOR_GENERATOR)
    given = model({"noise": noise, "label": tf.repeat(tf.range(10.0), 8)}).numpy()
    np.testing.assert_allclose(made.reshape(80, 8, 8, 1), (given + 1) / 2, atol=1e-6)


@pytest.mark.parametrize("precision", ["mixed_bfloat16", pytest.param("mixed_float16", marks=pytest.mark.slow)])
def test_it_trains_in_mixed_precision(whole: RunFolder, tmp_path: Path, precision: str) -> None:
    found = figures_of(trained(tmp_path, RECIPE, f"training.precision={precision}"))
    for one, other in zip(found, figures_of(whole), strict=True):
        assert one["loss"] == pytest.approx(other["loss"], rel=0.05)


GAUSSIAN = """
data: {source: {type: synthetic, task: gaussian, examples: 4096, mean: 3, stddev: 2}, batch_size: 256}
objective: {type: gan, noise: 1}
networks:
  generator: [{type: dense, units: 1}]
  discriminator:
    - {type: dense, units: 16, activation: tanh}
    - {type: dense, units: 16, activation: tanh}
    - {type: dense, units: 1}
optimizer: {type: adam, learning_rate: {type: cosine_decay, initial_learning_rate: 0.02}, beta_1: 0.5}
regularization: {weight_averaging: {momentum: 0.99}}
training: {epochs: 200, checkpoint: {every_epochs: 200}}
"""


@pytest.mark.slow
def test_a_gaussian_is_learned_and_nothing_is_left_to_judge(tmp_path: Path) -> None:
    found = trained(tmp_path, GAUSSIAN, name="line")
    (slope,), offset = keras.models.load_model(found.model).get_weights()
    assert abs(offset[0] - 3) < 0.05 * 2
    assert abs(abs(slope[0]) - 2) < 0.05 * 2
    last = json.loads(found.metrics.read_text("utf-8").splitlines()[-1])
    assert abs(last["real"] - 0.5) < 0.05
    assert abs(last["generated"] - 0.5) < 0.05
    # Not only on average: everywhere between the fifth and the ninety-fifth hundredth.
    judge = keras.models.load_model(found.network("discriminator"))
    between = np.linspace(3 - 1.645 * 2, 3 + 1.645 * 2, 50)[:, None]
    assert np.abs(sigmoid(judge(between).numpy()) - 0.5).max() < 0.1


@pytest.mark.parametrize(
    ("wrong", "right", "code", "said"),
    [
        (
            "activation: tanh",
            "activation: sigmoid",
            "wrong-activation",
            "generator gives numbers from 0 to 1, the values of image are numbers from -1 to 1",
        ),
        ("units: 1}", "units: 1, activation: sigmoid}", "wrong-activation", "a score of any size from discriminator"),
        ("units: 1}", "units: 2}", "shape-mismatch", "the output of discriminator is (2,), its judgement is (1,)"),
        ("units: 64", "units: 63", "reshape-mismatch", ""),
        ("[8, 8, 1]}\\n  disc", "[64]}\\n  disc", "shape-mismatch", "the output of generator is (64,)"),
        ("  generator:", "  generatr:", "unknown-network", "gan has no network 'generatr'"),
        ("objective:", "loss: huber\\nobjective:", "wrong-loss", "gan compares generated examples with real ones"),
        ("objective:", "metrics: [accuracy]\\nobjective:", "wrong-metric", "gan gives nothing that a metric"),
        ("noise: 4}", "noise: 4, conditional: true}", "idle-argument", "no row takes the class of the example"),
        ("- flatten\\n", "- {type: dense, units: 3, from: generator.made}\\n", "unknown-input", ""),
    ],
)
def test_mistakes_are_told_at_their_place(tmp_path: Path, wrong: str, right: str, code: str, said: str) -> None:
    wrong, right = wrong.replace("\\n", "\n"), right.replace("\\n", "\n")
    assert wrong in RECIPE
    (tmp_path / "small.yaml").write_text(RECIPE.replace(wrong, right), "utf-8")
    found = [each for each in verdict(tmp_path / "small.yaml").diagnostics if each.severity == "error"]
    assert code in [each.code for each in found]
    assert any(said in each.message for each in found)
    assert all(each.place is not None for each in found)


def test_its_loss_is_for_nothing_else(tmp_path: Path) -> None:
    text = "data: {source: iris}\nlayers: [{type: dense, units: 3}]\nloss: wasserstein\n"
    (tmp_path / "small.yaml").write_text(text, "utf-8")
    codes = [each.code for each in verdict(tmp_path / "small.yaml").diagnostics]
    assert "wrong-loss" in codes
