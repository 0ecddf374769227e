"""Text and lists of transforms by feature: learned from what trains, in the pipeline as in the model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from dlcli.build.task import Task
from dlcli.parts.sources._columns import ArrayColumn
from dlcli.parts.transforms.text_vectorization import TextVectorization
from dlcli.recipe.check import check
from dlcli.recipe.verdict import verdict
from dlcli.run.evaluate import evaluate_checkpoint, restored
from tests.run.conftest import Runs, Train
from tests.run.small import task_of
from tests.run.stopping import figures_of

ORDER = """
name: small
data:
  source: {type: synthetic, task: order, examples: 120}
  split: {test: 0.25}
  transforms: {text: [{type: text_vectorization, output_sequence_length: 12}]}
layers:
  - {type: embedding, input_dim: "${data.text.vocabulary}", output_dim: 6, mask_zero: true}
  - {type: lstm, units: 5}
  - {type: dropout, rate: 0.2}
  - {type: dense, units: "${data.classes}", activation: softmax}
training: {epochs: 2, checkpoint: {every_epochs: 1}}
"""
BAG = (
    ORDER.split("layers:", maxsplit=1)[0].replace("output_sequence_length: 12", "output_mode: count")
    + """
layers: [{type: dense, units: "${data.classes}", activation: softmax}]
training: {epochs: 1}
"""
)
TWO = """
name: small
data:
  source: {type: csv, path: two.csv, target: y}
  split: {test: 0.25}
  transforms: {far: [normalization], near: [{type: rescaling, scale: 0.1}, {type: rescaling, scale: 2}]}
layers:
  - {type: reshape, target_shape: [1], from: far, name: one}
  - {type: reshape, target_shape: [1], from: near, name: other}
  - {type: concatenate, from: [one, other]}
  - {type: dense, units: 1}
training: {epochs: 2}
"""


def texts_of(task: Task, split: str) -> list[str]:
    column = task.opened.loaded.features["text"]
    assert isinstance(column, ArrayColumn)
    return [str(column.values[row]) for row in task.opened.rows[split]]


def test_the_vocabulary_is_that_of_what_trains(tmp_path: Path) -> None:
    task = task_of(tmp_path, ORDER)
    words = {word for text in texts_of(task, "train") for word in text.split()}
    (layer,) = task.front["text"]
    assert set(layer.get_vocabulary(include_special_tokens=False)) == words
    assert task.network.layers[1].input_dim == len(words) + 2
    batch, _ = next(iter(task.pipeline.in_order("test")))
    assert batch.shape == (30, 12)
    first = [int(number) for number in batch[0].numpy() if number]
    assert [layer.get_vocabulary()[number] for number in first] == texts_of(task, "test")[0].split()


def test_a_vocabulary_is_learned_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    learn, times = TextVectorization.fit, []

    def fit(self: TextVectorization, batches: Any) -> Any:
        times.append(1)
        return learn(self, batches)

    monkeypatch.setattr(TextVectorization, "fit", fit)
    task_of(tmp_path, ORDER)
    assert len(times) == 1


def test_words_are_counted(tmp_path: Path) -> None:
    task = task_of(tmp_path, BAG)
    names = task.front["text"][0].get_vocabulary()
    counted = [[text.split().count(name) for name in names[1:]] for text in texts_of(task, "test")]
    batch, _ = next(iter(task.pipeline.in_order("test")))
    np.testing.assert_array_equal(batch.numpy()[:, 1:], counted)


def test_the_model_takes_text_and_a_run_goes_on(runs: Runs) -> None:
    whole = runs.train(ORDER)
    stopped = runs.train(ORDER, stop=1)
    runs.resume()
    assert figures_of(stopped) == figures_of(whole)
    found = json.loads(whole.evaluation.read_bytes())
    again = evaluate_checkpoint(whole.path, split=None, recipe=None, overrides=()).to_json()
    assert json.loads(json.dumps(again)) == found
    task = task_of(runs.folder, ORDER)
    model = keras.models.load_model(whole.model)
    given = model(tf.constant(texts_of(task, "test"))).numpy()
    labels = task.opened.loaded.label_values["label"][task.opened.rows["test"]]
    assert (given.argmax(1) == labels).mean() == pytest.approx(found["metrics"]["accuracy"], abs=1e-6)
    # What trains may change without those words: the model keeps its own.
    (resolved,) = [line for line in whole.resolved.read_text("utf-8").splitlines() if "input_dim" in line]
    assert "vocabulary" not in resolved


def test_each_feature_has_its_own_transforms(train: Train, tmp_path: Path) -> None:
    generator = np.random.default_rng(4)
    near, far, y = generator.normal(2, 1, 40), generator.normal(5, 3, 40), generator.normal(size=40)
    lines = [f"{one},{other},{third}" for one, other, third in zip(near, far, y, strict=True)]
    (tmp_path / "two.csv").write_text("\n".join(["near,far,y", *lines]), "utf-8")
    run, _ = train(TWO)
    task = task_of(tmp_path, TWO)
    rows = task.opened.rows["train"]
    batch, _ = next(iter(task.pipeline.in_order("train")))
    normalized = (far - far[rows].mean()) / far[rows].std()
    np.testing.assert_allclose(np.ravel(batch["far"]), normalized[rows][:32], rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(np.ravel(batch["near"]), 0.2 * near[rows][:32], rtol=1e-5)
    found = evaluate_checkpoint(run.path, split=None, recipe=None, overrides=())
    assert found.to_json() == json.loads(run.evaluation.read_bytes())
    model = keras.models.load_model(run.model)
    assert {each.name for each in model.inputs} == {"near", "far"}
    tests = task.opened.rows["test"]
    raw = {"near": near[tests].astype("float32"), "far": far[tests].astype("float32")}
    network = restored(run.path, recipe=None, overrides=()).networks["layers"]
    batch, _ = next(iter(task.pipeline.in_order("test")))
    np.testing.assert_allclose(model(raw), network(batch), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ("{text: [{type: text_vectorization, output_sequence_length: 12}]}", "[]", "text is text, a network takes"),
        ("{text: [", "{txt: [", "the data has no feature or label 'txt'"),
        ("{type: text_vectorization, output_sequence_length: 12}", "normalization", "normalization takes numbers"),
        ("output_sequence_length: 12", "output_sequence_length: 12, output_mode: count", "left out with output_mode"),
        ("output_sequence_length: 12", "vocabulary: abc", "a list of words; a text with split: character"),
        ("output_sequence_length: 12", "vocabulary: [a, a]", "each once"),
        ("output_sequence_length: 12", "max_tokens: 5, vocabulary: [a]", "left out with max_tokens"),
        ('"${data.text.vocabulary}"', '"${data.txt.vocabulary}"', "the data has no 'data.txt.vocabulary'"),
    ],
)
def test_mistakes_are_told(tmp_path: Path, wrong: str, right: str, said: str) -> None:
    assert wrong in ORDER
    (tmp_path / "small.yaml").write_text(ORDER.replace(wrong, right), "utf-8")
    found = [each for each in verdict(tmp_path / "small.yaml").diagnostics if each.severity == "error"]
    assert any(said in each.message for each in found), [each.message for each in found]
    assert all(each.place is not None for each in found)


def test_a_vocabulary_that_is_written_is_known_before_the_data(tmp_path: Path) -> None:
    told = ORDER.replace(
        "output_sequence_length: 12", "output_sequence_length: 12, vocabulary: [the, cat, dog, chases]"
    )
    (tmp_path / "small.yaml").write_text(told, "utf-8")
    assert check(tmp_path / "small.yaml").parameters() == 6 * 6 + 4 * 5 * (6 + 5 + 1) + 6 * 2
