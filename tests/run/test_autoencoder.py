"""Autoencoders: what they compute beside principal components, what they leave, how they go on where they stopped."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open

from dlcli.run.evaluate import evaluate_checkpoint
from dlcli.run.events import Started, ignore
from dlcli.run.folder import RunFolder
from tests.run.conftest import Train
from tests.run.stopping import figures_of
from tests.run.test_resume import state_of

RNG = np.random.default_rng(5)
# Two strong directions, three weak ones, none of them along an axis.
TABLE = RNG.normal(size=(200, 5)) * [3.0, 2.0, 0.4, 0.3, 0.2] @ np.linalg.qr(RNG.normal(size=(5, 5)))[0]

LINEAR = """
data: {source: {type: npz, path: table.npz}, batch_size: full, shuffle: false}
objective: autoencoder
networks:
  encoder: [{type: dense, units: 2}]
  decoder: [{type: dense, units: 5}]
optimizer: {type: adam, learning_rate: 0.02}
training: {epochs: 600, checkpoint: {every_epochs: 600}}
"""
DIGITS = """
name: small
seed: 3
data: {source: digits, split: {validation: 0.2, test: 0.2}, transforms: [{type: scale_to, range: [0, 1]}]}
objective: {type: autoencoder, noise: 0.2}
networks:
  decoder:
    - {type: concatenate, from: [code, encoder.wide]}
    - {type: dense, units: 64, activation: sigmoid, name: squeezed}
    - {type: reshape, target_shape: [8, 8, 1]}
  encoder:
    - flatten
    - {type: dense, units: 16, activation: relu, name: wide}
    - {type: dropout, rate: 0.1}
    - {type: dense, units: 6}
metrics: [mean_absolute_error, r2_score]
training: {epochs: 2, checkpoint: {every_steps: 10, keep: 20}}
"""
ONE = """
data: {source: iris, split: {test: 0.2}, transforms: [normalization]}
objective: autoencoder
layers:
  - {type: dense, units: 3, activation: tanh}
  - {type: dense, units: "${data.features}"}
metrics: [mean_squared_error]
training: {epochs: 2}
"""


def principal_error(values: np.ndarray, components: int) -> float:
    """The mean squared error of the best linear reconstruction through so many numbers."""
    centred = values - values.mean(0)
    kept = np.linalg.svd(centred, full_matrices=False)[2][:components]
    return float(np.mean((centred - centred @ kept.T @ kept) ** 2))


def test_a_linear_autoencoder_finds_the_principal_components(train: Train, tmp_path: Path) -> None:
    np.savez(tmp_path / "table.npz", x=TABLE, y=np.zeros(200))
    folder, _ = train(LINEAR)
    best, one_less = principal_error(TABLE, 2), principal_error(TABLE, 1)
    found = json.loads(folder.evaluation.read_bytes())["loss"]
    assert one_less > 5 * best
    assert best * 0.999 < found < best * 1.02


def test_one_network_is_its_own_decoder(train: Train) -> None:
    import keras
    from sklearn.datasets import load_iris

    folder, events = train(ONE)
    found = json.loads(folder.evaluation.read_bytes())
    assert found["split"] == "test"
    assert set(found) == {"split", "examples", "loss", "metrics"}
    assert found["metrics"]["mean_squared_error"] == pytest.approx(found["loss"], rel=1e-5)
    assert not (folder.path / "layers.keras").exists()
    task = next(event.task for event in events if isinstance(event, Started))
    rows, table = task.opened.rows, load_iris().data
    middle, spread = table[rows["train"]].mean(0), table[rows["train"]].std(0)
    given = keras.models.load_model(folder.model)(table[rows["test"]].astype("float32")).numpy()
    assert np.mean((given - (table[rows["test"]] - middle) / spread) ** 2) == pytest.approx(found["loss"], rel=1e-3)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    from dlcli.run.begin import begin

    folder = tmp_path_factory.mktemp("whole")
    (folder / "small.yaml").write_text(DIGITS, "utf-8")
    return begin(
        folder / "small.yaml",
        overrides=(),
        runs=folder / "runs",
        resuming=False,
        listener=ignore,
        command=[],
        debug=False,
    )


def test_each_network_is_a_file_and_together_they_are_the_model(whole: RunFolder) -> None:
    import keras
    from sklearn.datasets import load_digits

    pictures = load_digits().images[:7, ..., None].astype("float32")
    model, encoder, decoder = (
        keras.models.load_model(path) for path in (whole.model, whole.network("encoder"), whole.network("decoder"))
    )
    given = encoder(pictures)
    assert given["output"].shape == (7, 6)
    together = decoder({"code": given["output"], "encoder.wide": given["encoder.wide"]})
    np.testing.assert_allclose(together, model(pictures), rtol=1e-5, atol=1e-6)
    assert model(pictures).shape == (7, 8, 8, 1)


def test_state_is_named_by_network(whole: RunFolder) -> None:
    newest = max(whole.checkpoints.glob("*/state.safetensors"))
    with safe_open(newest, "numpy") as arrays:
        names = set(arrays.keys())
    assert {"model/encoder/wide/0", "model/encoder/dense/1", "optimizer/train/0"} <= names
    assert any(name.startswith("model/decoder/squeezed") for name in names)


def test_evaluation_of_a_run_and_of_its_checkpoint_is_what_training_wrote(whole: RunFolder) -> None:
    written = json.loads(whole.evaluation.read_bytes())
    for target in (whole.path, whole.model, max(whole.checkpoints.iterdir())):
        found = evaluate_checkpoint(target, split=None, recipe=None, overrides=())
        assert found.to_json() == written


def test_resumed_in_the_middle_of_an_epoch_it_ends_the_same(
    whole: RunFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dlcli.run.begin import begin
    from dlcli.run.engine import Engine

    (tmp_path / "small.yaml").write_text(DIGITS, "utf-8")

    def go(*, resuming: bool) -> RunFolder:
        target = tmp_path / "runs" / "small" / "latest" if resuming else tmp_path / "small.yaml"
        return begin(
            target,
            overrides=(),
            runs=tmp_path / "runs",
            resuming=resuming,
            listener=ignore,
            command=[],
            debug=False,
        )

    class Killed(Exception):
        pass

    call = Engine._call

    def stop(self: Engine, *arguments: object) -> object:
        now = call(self, *arguments)  # type: ignore[arg-type]
        if now.step > 10:
            raise Killed
        return now

    monkeypatch.setattr(Engine, "_call", stop)
    with pytest.raises(Killed):
        go(resuming=False)
    monkeypatch.undo()
    run = go(resuming=True)
    assert json.loads(run.environment.read_bytes())["resumed_from"] == [10]
    assert state_of(run) == state_of(whole)
    assert figures_of(run) == figures_of(whole)
    assert run.evaluation.read_bytes() == whole.evaluation.read_bytes()


def drawn(seed: int, step: int, rows: int, *replica: int) -> np.ndarray:
    import tensorflow as tf

    from dlcli.keras_objects.objective import Draws

    number, of = replica or (0, 1)
    like = tf.zeros((len(range(number, rows, of)), 3))
    draws = Draws(seed, tf.constant(step, tf.int64), number, of)
    return draws.normal(like, deviation=0.5).numpy()


def test_noise_depends_on_seed_and_step_alone() -> None:
    one = drawn(7, 5, 4000)
    np.testing.assert_array_equal(one, drawn(7, 5, 4000))
    assert np.std(one) == pytest.approx(0.5, rel=0.03)
    assert abs(np.mean(one)) < 0.02
    for other in (drawn(7, 6, 4000), drawn(8, 5, 4000)):
        assert abs(np.corrcoef(one.ravel(), other.ravel())[0, 1]) < 0.05


@pytest.mark.parametrize("rows", [7, 2])
def test_replicas_take_their_rows_of_the_same_noise(rows: int) -> None:
    whole = drawn(7, 5, rows)
    for replica in range(3):
        np.testing.assert_array_equal(drawn(7, 5, rows, replica, 3), whole[replica::3])
