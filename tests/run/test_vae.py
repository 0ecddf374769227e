"""Variational autoencoders: their loss by its formula, beside probabilistic PCA, resumed, and what they refuse."""

from __future__ import annotations

import json
from math import log, pi
from pathlib import Path
from time import monotonic
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA

from dlcli.build.opened import open_data
from dlcli.build.strategy import alone
from dlcli.build.task import Task, build_task
from dlcli.keras_objects.objective import Draws
from dlcli.recipe.check import check
from dlcli.recipe.verdict import verdict
from dlcli.run.begin import begin
from dlcli.run.events import Event, Progressed, ignore
from dlcli.run.folder import RunFolder
from dlcli.run.samples import samples
from tests.run.stopping import figures_of, resumed_from, states_of, stopped_and_resumed

RECIPE = """
name: small
seed: 3
data: {source: {type: digits, limit_per_class: 5}, split: {validation: 0.2}, batch_size: 16,
  transforms: [{type: scale_to, range: [0, 1]}]}
objective: {type: vae}
networks:
  encoder:
    - flatten
    - {type: dense, units: 12, activation: relu, name: seen}
    - {type: dropout, rate: 0.1}
    - {type: dense, units: 3, name: mean}
    - {type: dense, units: 3, from: seen, name: log_variance}
  decoder:
    - {type: dense, units: 64, activation: sigmoid}
    - {type: reshape, target_shape: [8, 8, 1]}
training: {epochs: 4, checkpoint: {every_steps: 1, keep: 99}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "small.yaml").write_text(RECIPE, "utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """The recipe, trained from its beginning to its end."""
    folder = tmp_path_factory.mktemp("vae")
    (folder / "small.yaml").write_text(RECIPE, "utf-8")
    return run(folder)


def task_of(folder: Path, *overrides: str) -> Task:
    return build_task(open_data(check(folder / "small.yaml", overrides)), alone())


def run(folder: Path, *overrides: str, name: str = "small") -> RunFolder:
    return begin(
        folder / f"{name}.yaml",
        overrides=overrides,
        runs=folder / "runs",
        resuming=False,
        listener=ignore,
        command=["dlcli"],
        debug=False,
    )


def parts(task: Task, feature: Any, noise: np.ndarray | float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What comes out for a batch, and the codes' means and log-variances; nothing is left out by dropout."""
    encoder, decoder = task.objective.networks["encoder"], task.objective.networks["decoder"]
    rows = encoder(feature, training=False)
    mean, log_variance = rows["encoder.mean"].numpy(), rows["encoder.log_variance"].numpy()
    return decoder(mean + np.exp(log_variance / 2) * noise, training=False).numpy(), mean, log_variance


@pytest.mark.parametrize("loss", ["mean_squared_error", "binary_crossentropy"])
def test_losses_are_those_of_the_formulas(folder: Path, loss: str) -> None:
    field = "" if loss == "binary_crossentropy" else ", observation_variance: 0.3"
    objective = f"objective={{type: vae, kl_weight: 0.7{field}}}"
    without = "networks.encoder.2={type: dropout, rate: 0}"
    task = task_of(folder, f"loss={loss}", objective, without, "training.precision=float64")
    batch = next(iter(task.pipeline.in_order("train")))
    feature = batch[0].numpy()
    (phase,) = task.objective.phases
    draws = Draws(3, tf.constant(5, tf.int64))
    noise = draws.normal(tf.zeros((16, 3), tf.float64), deviation=1.0).numpy()
    learned, looked = task.objective.learn(phase, batch, draws), task.objective.look(batch, draws)
    for outcomes, drawn in ((learned, noise), (looked, 0.0)):
        output, mean, log_variance = parts(task, feature, drawn)
        if loss == "mean_squared_error":
            each = ((feature - output) ** 2 / 0.3 + log(2 * pi * 0.3)) / 2
        else:
            each = -(feature * np.log(output) + (1 - feature) * np.log(1 - output))
        kl = 0.5 * (np.exp(log_variance) + mean**2 - 1 - log_variance).sum(1)
        np.testing.assert_allclose(outcomes["image"].losses, each.sum((1, 2, 3)), rtol=1e-6)
        np.testing.assert_allclose(outcomes["kl"].losses, kl, rtol=1e-6)
        assert (outcomes["image"].share, outcomes["kl"].share) == (1.0, 0.7)


def test_the_loss_is_what_is_reported_beside_it(folder: Path) -> None:
    found = run(folder, "objective={type: vae, kl_weight: 0.7}", "metrics=[mean_absolute_error]")
    evaluation = json.loads(found.evaluation.read_bytes())
    lines = [json.loads(line) for line in found.metrics.read_text("utf-8").splitlines()]
    for figures, before in [
        (lines[-1], ""),
        (lines[-1], "val_"),
        ({"loss": evaluation["loss"], **evaluation["metrics"]}, ""),
    ]:
        total = figures[f"{before}reconstruction"] + 0.7 * figures[f"{before}kl"]
        assert figures[f"{before}loss"] == pytest.approx(total, rel=1e-5)


def test_warm_up_is_a_straight_line(folder: Path) -> None:
    task = task_of(folder, "objective={type: vae, kl_weight: 0.6, kl_warmup_epochs: 2}")
    batch = next(iter(task.pipeline.training(0)))
    (phase,) = task.objective.phases
    per_epoch = task.pipeline.batches()
    shares = [
        float(task.objective.learn(phase, batch, Draws(3, tf.constant(step, tf.int64)))["kl"].share)
        for step in (0, per_epoch // 2, 2 * per_epoch, 50)
    ]
    np.testing.assert_allclose(shares, [0, 0.6 * (per_epoch // 2) / (2 * per_epoch), 0.6, 0.6], rtol=1e-6)


# Each by a training of its own, which other tests of this file look at too.
@pytest.mark.slow
@pytest.mark.parametrize("field", ["kl_weight: 0.5", "kl_warmup_epochs: 2", "observation_variance: 0.5"])
def test_each_field_changes_the_training(whole: RunFolder, folder: Path, field: str) -> None:
    assert states_of(run(folder, f"objective={{type: vae, {field}}}")) != states_of(whole)


BY_CLASS = RECIPE.replace("{type: vae}", "{type: vae, conditional: true}").replace(
    "  decoder:\n",
    """  decoder:
    - {type: category_encoding, num_tokens: "${data.classes}", output_mode: one_hot, from: label, name: which}
    - {type: concatenate, from: [latent, which]}
""",
)


def test_by_class_a_row_is_a_class(folder: Path) -> None:
    (folder / "small.yaml").write_text(BY_CLASS, "utf-8")
    found = run(folder)
    made = samples(found.path, number=3, seed=2)
    assert {name: each.shape[:2] for name, each in made.items()} == {"reconstructions": (3, 2), "prior": (10, 8)}
    decoder = keras.models.load_model(found.network("decoder"))
    drawn = Draws(2, tf.zeros((), tf.int64)).normal(tf.zeros((80, 3)), deviation=1.0)
    given = decoder({"latent": drawn, "label": tf.repeat(tf.range(10.0), 8)}).numpy()
    np.testing.assert_allclose(made["prior"].reshape(80, 8, 8, 1), given, atol=1e-6)
    model = keras.models.load_model(found.model)
    assert {each.name for each in model.inputs} == {"image", "label"}


def test_a_run_that_is_stopped_ends_with_the_same_numbers(whole: RunFolder, folder: Path) -> None:

    def at(event: Event) -> bool:
        return isinstance(event, Progressed) and event.step == 5

    resumed = stopped_and_resumed(folder / "small.yaml", folder / "resumed", at=at)
    assert 0 < resumed_from(resumed)[0] <= 5
    assert figures_of(resumed) == figures_of(whole)
    assert states_of(resumed)[max(states_of(resumed))] == states_of(whole)[max(states_of(whole))]


@pytest.mark.parametrize("precision", ["mixed_bfloat16", pytest.param("mixed_float16", marks=pytest.mark.slow)])
def test_codes_are_computed_in_the_type_of_the_weights(whole: RunFolder, folder: Path, precision: str) -> None:
    task = task_of(folder, f"training.precision={precision}")
    encoder = task.objective.networks["encoder"]
    assert {name: encoder.get_layer(name).compute_dtype for name in ("seen", "mean", "log_variance")} == {
        "seen": precision.removeprefix("mixed_"),
        "mean": "float32",
        "log_variance": "float32",
    }
    found = figures_of(run(folder, f"training.precision={precision}"))
    for one, other in zip(found, figures_of(whole), strict=True):
        assert one["loss"] == pytest.approx(other["loss"], rel=0.02)


LINEAR = """
data: {{source: {source}, batch_size: {batch}}}
objective: {{type: vae, observation_variance: {variance}}}
networks:
  encoder:
    - {{type: flatten, name: numbers}}
    - {{type: dense, units: {codes}, name: mean}}
    - {{type: dense, units: {codes}, from: numbers, name: log_variance, kernel_initializer: zeros}}
  decoder: [{{type: dense, units: {width}}}, {{type: reshape, target_shape: {shape}}}]
metrics: []
optimizer: {{type: adam, learning_rate: {{type: cosine_decay, initial_learning_rate: 0.02}}}}
training: {{epochs: {epochs}, checkpoint: {{every_epochs: {epochs}}}}}
"""


def beside_principal_components(folder: Path, values: np.ndarray, **given: Any) -> None:
    """Probabilistic PCA is the best that a linear encoder and decoder can do (Lucas et al., 2019)."""
    exact = PCA(given["codes"]).fit(values)
    text = LINEAR.format(variance=float(exact.noise_variance_), width=values.shape[1], **given)
    (folder / "linear.yaml").write_text(text, "utf-8")
    found = run(folder, name="linear")
    last = [json.loads(line)["loss"] for line in found.metrics.read_text("utf-8").splitlines()][-20:]
    # Each epoch's figure has the noise of its draws.
    assert -np.mean(last) == pytest.approx(exact.score(values), rel=0.01)


@pytest.mark.slow
def test_a_linear_one_reaches_the_likelihood_of_probabilistic_pca(folder: Path) -> None:
    generator = np.random.default_rng(5)
    values = (
        generator.normal(size=(300, 6)) * [3, 2, 0.5, 0.5, 0.5, 0.5] @ np.linalg.qr(generator.normal(size=(6, 6)))[0]
    )
    np.savez(folder / "data.npz", x=values, y=np.zeros(300))
    given = {"source": "{type: npz, path: data.npz}", "batch": 100, "codes": 2, "shape": [6], "epochs": 500}
    beside_principal_components(folder, values, **given)


@pytest.mark.slow
def test_on_digits_too(folder: Path) -> None:
    values = load_digits().data / 16
    given = {"source": "digits, transforms: [{type: scale_to, range: [0, 1]}]", "batch": 200, "codes": 5}
    beside_principal_components(folder, values, **given, shape=[8, 8, 1], epochs=600)


def test_what_is_drawn_is_compiled_once(folder: Path) -> None:
    """A shape that hung on the number of the batch was compiled anew by XLA for each, a second each time."""
    task = task_of(folder, "training.jit_compile=true")
    (phase,) = task.objective.phases
    like = tf.zeros((16, 3))

    @tf.function(jit_compile=True, autograph=False)
    def draw(batch: tf.Tensor) -> tf.Tensor:
        return Draws(3, batch).normal(like, deviation=1.0)

    began = monotonic()
    draw(tf.constant(0, tf.int64))
    first = monotonic() - began
    began = monotonic()
    for number in range(1, 21):
        draw(tf.constant(number, tf.int64))
    assert (monotonic() - began) / 20 < first / 5
    assert phase.moves == ("encoder", "decoder")


@pytest.mark.parametrize(
    ("wrong", "right", "code", "said"),
    [
        ("name: log_variance", "name: spread", "missing-output", "there is no 'log_variance'"),
        ("units: 3, from: seen", "units: 4, from: seen", "shape-mismatch", "log_variance is (4,), mean is (3,)"),
        ("units: 64", "units: 63", "reshape-mismatch", ""),
        ("objective:", "loss: huber\nobjective:", "wrong-loss", "vae needs the likelihood of what it gives back"),
        (
            "{type: vae}",
            "{type: vae, observation_variance: 2}\nloss: binary_crossentropy",
            "idle-argument",
            "observation_variance changes nothing here",
        ),
        ("  decoder:", "  decodr:", "unknown-network", "vae has no network 'decodr'"),
        ("target_shape: [8, 8, 1]", "target_shape: [8, 8]", "", ""),
    ],
)
def test_mistakes_are_told_at_their_place(folder: Path, wrong: str, right: str, code: str, said: str) -> None:
    (folder / "small.yaml").write_text(RECIPE.replace(wrong, right), "utf-8")
    found = [each for each in verdict(folder / "small.yaml").diagnostics if each.severity == "error"]
    assert found
    if code:
        assert code in [each.code for each in found]
        assert any(said in each.message for each in found)
    assert all(each.place is not None for each in found)
