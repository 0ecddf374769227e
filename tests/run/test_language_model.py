"""Language models: what they compute, what they write, how they go on where they stopped."""

from __future__ import annotations

import json
from math import log
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf
from typer.testing import CliRunner

from dlcli.cli.app import app
from dlcli.keras_objects.objective import Draws
from dlcli.run.asked import Asked
from dlcli.run.evaluate import evaluate_checkpoint
from dlcli.run.events import Event, Progressed
from dlcli.run.folder import RunFolder
from dlcli.run.texts import continued
from tests.run.small import errors_of, task_of, trained
from tests.run.stopping import figures_of, resumed_from, states_of, stopped_and_resumed

RECIPE = """
name: small
data:
  source: {type: text_file, path: book.txt, length: 12}
  split: {test: 0.2}
  transforms: {text: [{type: text_vectorization, split: character, standardize: none}]}
  batch_size: 8
objective: language_model
layers:
  - {type: embedding, input_dim: "${data.text.vocabulary}", output_dim: 6}
  - {type: gru, units: 12, return_sequences: true}
  - {type: dropout, rate: 0.1}
  - {type: dense, units: "${data.text.vocabulary}", activation: softmax}
optimizer: {type: adam, learning_rate: 0.02}
training: {epochs: 2, checkpoint: {every_steps: 1, keep: 99}}
"""
BOOK = "abcabdabe" * 60


def written(folder: Path) -> Path:
    (folder / "book.txt").write_text(BOOK, "utf-8")
    return folder


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    folder = written(tmp_path_factory.mktemp("language"))
    return trained(folder, RECIPE, "training.epochs=60", "training.checkpoint.every_steps=400")


def test_losses_are_those_of_the_next_words(tmp_path: Path) -> None:
    task = task_of(written(tmp_path), RECIPE, "training.precision=float64")
    text, _ = next(iter(task.pipeline.in_order("train")))
    found = task.objective.look((text, {}), Draws(0, tf.constant(0, tf.int64)))
    shares = task.network(text[:, :-1], training=False).numpy()
    wanted = text.numpy().astype(int)[:, 1:]
    for number in range(len(wanted)):
        right = shares[number, np.arange(11), wanted[number]]
        assert float(found["words"].losses[number]) == pytest.approx(-np.log(right).mean(), rel=1e-6)
        assert float(found["bits"].losses[number]) == pytest.approx(-np.log2(right).mean(), rel=1e-6)


def test_bits_are_the_loss_in_another_unit(whole: RunFolder) -> None:
    evaluation = json.loads(whole.evaluation.read_bytes())
    assert evaluation["metrics"]["bits"] == pytest.approx(evaluation["loss"] / log(2), rel=1e-6)
    assert evaluate_checkpoint(whole.path, split=None, recipe=None, overrides=()).loss == evaluation["loss"]
    # Two of three letters are certain, the third is one of three, and then certain by turns: less than a bit.
    assert evaluation["metrics"]["bits"] < 0.5


def test_it_writes_on_as_it_has_learned(whole: RunFolder) -> None:
    (found,) = continued(whole.path, Asked(("abcab",), length=40, top_k=1))
    assert found.text == ("abcabdabe" * 6)[:45]
    cold, again, other = (
        continued(whole.path, Asked(("ab",), length=30, seed=seed, temperature=3.0))[0].text for seed in (1, 1, 2)
    )
    assert cold == again != other
    done = CliRunner().invoke(app, ["sample", str(whole.path), "abd", "--length", "6", "--top-p", "0.5"])
    assert done.stdout == "abdabeabc\n"


def test_sub_words_are_written_as_words(tmp_path: Path) -> None:
    (tmp_path / "book.txt").write_text("walked walking talked talking " * 90, "utf-8")
    cut = "length: 12, split: word}"
    text = RECIPE.replace("length: 12}", cut).replace("split: character", "split: subword, max_tokens: 24")
    run = trained(tmp_path, text, "training.epochs=12")
    (found,) = continued(run.path, Asked(("walked walking",), length=24, top_k=1))
    assert found.text.startswith("walked walking ")
    assert set(found.text.split()[:-1]) <= {"walked", "walking", "talked", "talking"}


def test_a_run_that_is_stopped_ends_with_the_same_numbers(tmp_path: Path) -> None:
    untouched = trained(written(tmp_path), RECIPE)

    def at(event: Event) -> bool:
        return isinstance(event, Progressed) and event.step == 6

    resumed = stopped_and_resumed(tmp_path / "small.yaml", tmp_path / "resumed", at=at)
    assert 0 < resumed_from(resumed)[0] <= 6
    assert figures_of(resumed) == figures_of(untouched)
    assert states_of(resumed)[max(states_of(resumed))] == states_of(untouched)[max(states_of(untouched))]


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ("standardize: none", "standardize: none, output_sequence_length: 12", "as long as they are"),
        ("return_sequences: true", "return_sequences: false", "the network's output is (?,), a score for each word"),
        (", activation: softmax", "", "has no activation"),
        ("source: {type: text_file, path: book.txt, length: 12}", "source: iris", "the data has no text"),
        ("length: 12}", "length: 12, seed: 2}", "text_file has no argument 'seed'"),
    ],
)
def test_mistakes_are_told(tmp_path: Path, wrong: str, right: str, said: str) -> None:
    assert wrong in RECIPE
    found = errors_of(written(tmp_path), RECIPE.replace(wrong, right))
    assert any(said in each for each in found), found
