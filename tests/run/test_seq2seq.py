"""An encoder and a decoder: what they compute, what they write by themselves, how they go on, what is refused."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from typer.testing import CliRunner

from dlcli.cli.app import app
from dlcli.ground.errors import UsageError
from dlcli.keras_objects.decoding import beam, greedy, likely
from dlcli.keras_objects.objective import Draws
from dlcli.recipe.verdict import verdict
from dlcli.run.asked import Asked
from dlcli.run.bleu import bleu
from dlcli.run.evaluate import evaluate_checkpoint, restored
from dlcli.run.events import Event, Progressed
from dlcli.run.folder import RunFolder
from dlcli.run.translations import translated
from tests.run.small import task_of, trained
from tests.run.stopping import figures_of, resumed_from, states_of, stopped_and_resumed

RECIPE = """
name: small
seed: 3
data:
  source: {type: synthetic, task: reverse, examples: 90, length: 4}
  split: {test: 0.2}
  transforms:
    input_text: [{type: text_vectorization, split: character, output_sequence_length: 4}]
    target_text: [{type: text_vectorization, split: character, output_sequence_length: 4}]
  batch_size: 20
objective: seq2seq
networks:
  encoder:
    - {type: embedding, input_dim: "${data.input_text.vocabulary}", output_dim: 5, mask_zero: true}
    - {type: lstm, units: 6, return_sequences: true, name: read}
  decoder:
    - {type: embedding, input_dim: "${data.target_text.vocabulary}", output_dim: 5, mask_zero: true}
    - {type: lstm, units: 6, return_sequences: true, initial_state: encoder.read.state, name: said}
    - {type: attention, from: [said, encoder.read], name: seen}
    - {type: concatenate, from: [said, seen]}
    - {type: dropout, rate: 0.1}
    - {type: dense, units: "${data.target_text.vocabulary}", activation: softmax}
optimizer: {type: adam, learning_rate: 0.02}
training: {epochs: 2, checkpoint: {every_steps: 1, keep: 99}}
"""
OPEN = RECIPE.replace(", output_sequence_length: 4", "")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return trained(
        tmp_path_factory.mktemp("seq2seq"), RECIPE, "training.epochs=30", "training.checkpoint.every_steps=200"
    )


def test_losses_are_those_of_the_words_and_the_end(tmp_path: Path) -> None:
    task = task_of(tmp_path, RECIPE, "training.precision=float64")
    objective: Any = task.objective
    batch = next(iter(task.pipeline.in_order("train")))
    target = batch[0]["target_text"].numpy().astype(int)
    before = np.hstack([np.ones((20, 1), int), target])
    wanted = np.hstack([target, np.zeros((20, 1), int)])
    rows = objective.read(batch[0], training=False)
    shares = objective.written(tf.constant(before, tf.float64), rows, training=False).numpy()
    found = objective.look(batch, Draws(3, tf.constant(0, tf.int64)))
    for number in range(20):
        length = (target[number] != 0).sum() + 1
        right = shares[number, np.arange(length), wanted[number, :length]]
        guessed = shares[number, :length].argmax(1) == wanted[number, :length]
        assert float(found["words"].losses[number]) == pytest.approx(-np.log(right).mean(), rel=1e-6)
        assert float(found["token_accuracy"].losses[number]) == pytest.approx(guessed.mean())
        assert bool(found["exact_match"].losses[number]) == guessed.all()


@pytest.mark.parametrize("cell", ["lstm", "gru", "simple_rnn"])
def test_what_fills_up_changes_nothing(tmp_path: Path, cell: str) -> None:
    """The same texts one by one, as long as they are, and filled up in a batch."""
    task = task_of(tmp_path, OPEN.replace("lstm", cell), "training.precision=float64")
    objective: Any = task.objective
    features, _ = next(iter(task.pipeline.in_order("train")))
    draws = Draws(3, tf.constant(0, tf.int64))
    together = objective.look((features, {}), draws)["words"].losses.numpy()
    # Keras warns of an attention to a single place.
    longer = [number for number in range(20) if (features["input_text"][number].numpy() != 0).sum() > 1]
    assert len(longer) > 8
    for number in longer:
        one = {name: tf.constant([[each for each in row[number].numpy() if each]]) for name, row in features.items()}
        np.testing.assert_allclose(objective.look((one, {}), draws)["words"].losses, together[number], rtol=1e-6)


@pytest.mark.filterwarnings("ignore:Layer '.*' .of type Functional. was passed an input with a mask")
def test_the_state_of_a_row_is_where_another_begins(tmp_path: Path) -> None:
    task = task_of(tmp_path, RECIPE)
    encoder, decoder = task.objective.networks["encoder"], task.objective.networks["decoder"]
    ids = tf.constant([[3.0, 4.0, 0.0, 0.0]])
    embedded = encoder.layers[1](ids)
    plain = keras.layers.LSTM(6, return_sequences=True, return_state=True)
    plain.build(embedded.shape)
    plain.set_weights(encoder.get_layer("read").get_weights())
    sequence, h, c = plain(embedded, mask=ids != 0)
    rows = encoder(ids, training=False)
    np.testing.assert_allclose(rows["encoder.read.state"], np.hstack([h, c]), rtol=1e-5)
    np.testing.assert_allclose(rows["encoder.read"], sequence, rtol=1e-5)
    before = tf.constant([[1.0, 3.0, 0.0, 0.0, 0.0]])
    given = {**rows, "target_text": before}
    taken = {each.name: given[each.name] for each in decoder.inputs}
    said = keras.Model(decoder.inputs, decoder.get_layer("said").output)(taken)
    other = keras.layers.LSTM(6, return_sequences=True)
    words = decoder.get_layer("embedding")(before)
    other.build(words.shape)
    other.set_weights(decoder.get_layer("said").get_weights())
    np.testing.assert_allclose(said[:, :2], other(words, initial_state=[h, c], mask=before != 0)[:, :2], rtol=1e-5)


def test_exact_match_is_what_the_decoder_writes_by_itself(whole: RunFolder) -> None:
    evaluation = json.loads(whole.evaluation.read_bytes())
    written = translated(whole.path, Asked(number=18))
    found = written.texts
    assert len(found) == evaluation["examples"] == 18
    share = sum(each.text == each.right for each in found) / 18
    assert share > 0
    assert written.right() == round(18 * share)
    assert written.bleu() == pytest.approx(bleu([(list(each.text), list(str(each.right))) for each in found]))
    assert share == pytest.approx(evaluation["metrics"]["exact_match"])
    assert evaluate_checkpoint(whole.path, split=None, recipe=None, overrides=()).loss == evaluation["loss"]
    again = translated(whole.path, Asked(tuple(each.given for each in found)))
    assert [each.text for each in again.texts] == [each.text for each in found]
    assert (again.right(), again.bleu()) == (None, None)


@pytest.mark.parametrize(
    ("pairs", "wanted"),
    [
        # Papineni et al.'s second candidate: "the" is right twice of seven times; no two words stand side by side.
        ([("the the the the the the the", "the cat is on the mat")], 0.0),
        ([("a b c d e", "a b c d e"), ("f", "f")], 1.0),
        # 1: 5 of 5, 2: 4 of 4, 3: 3 of 3, 4: 2 of 2, and a text that is too short: exp(1 - 6 / 5).
        ([("a b c d e", "a b c d e f")], np.exp(-1 / 5)),
        # 1: 5 of 6, 2: 3 of 5, 3: 2 of 4, 4: 1 of 3.
        ([("a b c d x e", "a b c d y e")], (5 / 6 * 3 / 5 * 2 / 4 * 1 / 3) ** 0.25),
        # All texts are counted together: 1: 4 of 6, 2: 2 of 4, 3: 1 of 2; no text has four words.
        ([("a b c", "a b c"), ("a x y", "a b c")], (4 / 6 * 2 / 4 * 1 / 2) ** (1 / 3)),
        ([("", "a")], 0.0),
    ],
)
def test_bleu_is_that_of_counts_by_hand(pairs: list[tuple[str, str]], wanted: float) -> None:
    assert bleu([(one.split(), other.split()) for one, other in pairs]) == pytest.approx(wanted)


@pytest.mark.filterwarnings("ignore:Layer '.*' .of type Functional. was passed an input with a mask")
def test_shares_of_attention_are_those_of_its_own_scores(whole: RunFolder) -> None:
    (one, other) = translated(whole.path, Asked(("abc", "zx")), attention=True).looked
    assert (one.layer, one.given, other.given) == ("seen", tuple("abc"), tuple("zx"))
    assert one.shares.shape == (len(one.written), 3)
    np.testing.assert_allclose(one.shares.sum(axis=1), 1, rtol=1e-5)
    # The encoder's steps and the decoder's, by hand, of the shorter text: what fills it up is not looked at.
    found = restored(whole.path, recipe=None, overrides=())
    encoder, decoder = found.networks["encoder"], found.networks["decoder"]
    ids = tf.constant(["zx"])
    for layer in found.front["input_text"]:
        ids = layer(ids)
    rows = encoder(tf.cast(ids, tf.float32))
    names = found.front["target_text"][-1].get_vocabulary()
    before = [1, *(names.index(word) for word in other.written)][: len(other.written)]
    said = keras.Model(decoder.inputs, decoder.get_layer("said").output)(
        {name: rows[name] for name in rows if name != "output"} | {"target_text": tf.constant([before], tf.float32)}
    )
    scores = np.einsum("qd,kd->qk", said[0], rows["encoder.read"][0][:2])
    wanted = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(other.shares, wanted, rtol=1e-4)


def test_attention_is_drawn(whole: RunFolder, tmp_path: Path) -> None:
    path = tmp_path / "looks.png"
    done = CliRunner().invoke(app, ["sample", str(whole.path), "abc", "--attention", str(path)])
    assert done.exit_code == 0
    assert tf.io.decode_png(path.read_bytes()).shape[0] > 100
    wrong = CliRunner().invoke(app, ["sample", str(whole.path), "abc", "--attention", "looks.gif"])
    assert isinstance(wrong.exception, UsageError)


@pytest.mark.filterwarnings("ignore:Layer '.*' .of type Functional. was passed an input with a mask")
def test_the_model_takes_both_texts(whole: RunFolder) -> None:
    model = keras.models.load_model(whole.model)
    network = restored(whole.path, recipe=None, overrides=())
    given = model({"input_text": tf.constant(["abc", "z"]), "target_text": tf.constant(["cba", "z"])})
    assert given.shape == (2, 5, network.networks["decoder"].output.shape[-1])
    np.testing.assert_allclose(given.numpy().sum(-1), 1, rtol=1e-5)


def test_texts_are_written_by_the_command(whole: RunFolder) -> None:
    done = CliRunner().invoke(app, ["sample", str(whole.path), "abc", "-"], input="dog\ncat\n")
    assert done.exit_code == 0
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["abc", "dog", "cat"]
    for idle in (["--temperature", "0.5"], ["--out", "here"], ["--length-penalty", "1"]):
        refused = CliRunner().invoke(app, ["sample", str(whole.path), "abc", *idle])
        assert isinstance(refused.exception, UsageError)
        assert "changes nothing for seq2seq" in str(refused.exception)
    with pytest.raises(UsageError, match="writes 4 words"):
        translated(whole.path, Asked(("abc",), length=7))


WORDS, PLACES = 4, 3


def chain(seed: int) -> Any:
    """Log-probabilities of a word that hang on the word before it and on its place."""
    table = np.log(np.random.default_rng(seed).dirichlet(np.ones(WORDS) * 0.6, size=(PLACES, WORDS)))

    def scores(before: np.ndarray, place: int) -> np.ndarray:
        found: np.ndarray = table[place, before[:, place] % WORDS]
        return found

    return scores


def rated(text: tuple[int, ...], scores: Any, penalty: float) -> float:
    """What a whole text is worth; it ends at its first 0, or is as long as may be."""
    total, words = 0.0, 0
    for place, word in enumerate(text):
        before = np.array([[1, *text]])
        total += float(scores(before, place)[0, word])
        words += word != 0
        if word == 0:
            break
    return total / ((5 + words) / 6) ** penalty


@pytest.mark.parametrize("penalty", [0.0, 1.0])
@pytest.mark.parametrize("seed", range(5))
def test_a_wide_beam_finds_the_best_of_all_texts(seed: int, penalty: float) -> None:
    scores = chain(seed)
    ended = [
        text
        for text in itertools.product(range(WORDS), repeat=PLACES)
        if all(one or not other for one, other in itertools.pairwise(text))
    ]
    best = max(ended, key=lambda text: rated(text, scores, penalty))
    (found,) = beam(scores, 1, PLACES, width=WORDS**PLACES, penalty=penalty)
    assert tuple(found) == best
    one = beam(scores, 2, PLACES, width=1, penalty=0.0)
    np.testing.assert_array_equal(one, greedy(scores, 2, PLACES))


def test_unlikely_words_are_left_out() -> None:
    scores = np.log([0.5, 0.3, 0.15, 0.05])
    np.testing.assert_allclose(likely(scores, temperature=1, top_k=None, top_p=None), [0.5, 0.3, 0.15, 0.05])
    np.testing.assert_allclose(likely(scores, temperature=1, top_k=2, top_p=None), [0.625, 0.375, 0, 0])
    np.testing.assert_allclose(likely(scores, temperature=1, top_k=None, top_p=0.7), [0.625, 0.375, 0, 0])
    np.testing.assert_allclose(likely(scores, temperature=1, top_k=None, top_p=0.4), [1, 0, 0, 0])
    cold = likely(scores, temperature=0.5, top_k=None, top_p=None)
    np.testing.assert_allclose(cold, np.array([0.25, 0.09, 0.0225, 0.0025]) / 0.365, rtol=1e-6)


def test_a_layer_inside_another_begins_at_nothing(tmp_path: Path) -> None:
    inside = "{type: bidirectional, layer: {type: gru, units: 3, initial_state: encoder.read.state}}"
    text = RECIPE.replace("    - {type: attention", f"    - {inside}\n    - {{type: attention")
    (tmp_path / "small.yaml").write_text(text, "utf-8")
    assert "unknown-key" in [each.code for each in verdict(tmp_path / "small.yaml").diagnostics]


@pytest.mark.slow
def test_scheduled_sampling_changes_the_training(tmp_path: Path) -> None:
    plain = figures_of(trained(tmp_path, RECIPE))
    assert figures_of(trained(tmp_path, RECIPE, "objective={type: seq2seq, scheduled_sampling: 0.5}")) != plain


@pytest.mark.parametrize("more", [pytest.param("", marks=pytest.mark.slow), ", scheduled_sampling: 0.5"])
def test_a_run_that_is_stopped_ends_with_the_same_numbers(tmp_path: Path, more: str) -> None:
    text = RECIPE.replace("objective: seq2seq", f"objective: {{type: seq2seq{more}}}")
    untouched = trained(tmp_path, text)

    def at(event: Event) -> bool:
        return isinstance(event, Progressed) and event.step == 5

    resumed = stopped_and_resumed(tmp_path / "small.yaml", tmp_path / "resumed", at=at)
    assert 0 < resumed_from(resumed)[0] <= 5
    assert figures_of(resumed) == figures_of(untouched)
    assert states_of(resumed)[max(states_of(resumed))] == states_of(untouched)[max(states_of(untouched))]


@pytest.mark.slow
@pytest.mark.parametrize("precision", ["mixed_bfloat16", "mixed_float16"])
def test_it_trains_in_mixed_precision(tmp_path: Path, precision: str) -> None:
    plain = figures_of(trained(tmp_path, RECIPE))
    for one, other in zip(figures_of(trained(tmp_path, RECIPE, f"training.precision={precision}")), plain, strict=True):
        assert one["loss"] == pytest.approx(other["loss"], rel=0.02)


@pytest.mark.parametrize(
    ("wrong", "right", "code", "said"),
    [
        ("task: reverse, examples: 90, length: 4", "task: order, examples: 90", "missing-feature", "no input_text"),
        ("units: 6, return_sequences: true, initial", "units: 7, return_sequences: true, initial", "shape-mismatch",
         "lstm remembers (14,) (h and c side by side), its initial_state is (12,)"),
        ("encoder.read.state", "encoder.red.state", "unknown-input", "no row above is called 'encoder.red.state'"),
        ("encoder.read.state", "embedding.state", "unknown-input", "no row above is called 'embedding.state'"),
        ("name: read}", "name: read, from: [input_text, input_text], initial_state: input_text}", "too-many-inputs",
         "lstm takes 1 input"),
        ("objective: seq2seq", "objective: seq2seq\nloss: huber", "wrong-loss", "compares scores with words, huber"),
        ("objective: seq2seq", "objective: seq2seq\nmetrics: [accuracy]", "wrong-metric", "seq2seq gives nothing"),
        ("  encoder:", "  encodr:", "unknown-network", "seq2seq has no network 'encodr'"),
        ("return_sequences: true, initial", "return_sequences: false, initial", "wrong-rank", ""),
        (', activation: softmax', "", "wrong-activation", "reads probabilities"),
        ('units: "${data.target_text.vocabulary}"', "units: 9", "shape-mismatch", "a score for each word"),
    ],
)  # fmt: skip
def test_mistakes_are_told_at_their_place(tmp_path: Path, wrong: str, right: str, code: str, said: str) -> None:
    letters = ", vocabulary: abcdefghijklmnopqrstuvwxyz"
    text = RECIPE.replace(", output_sequence_length: 4", f", output_sequence_length: 4{letters}")
    assert wrong in text
    (tmp_path / "small.yaml").write_text(text.replace(wrong, right), "utf-8")
    found = [each for each in verdict(tmp_path / "small.yaml").diagnostics if each.severity == "error"]
    assert code in [each.code for each in found], [each.message for each in found]
    assert any(said in each.message for each in found), [each.message for each in found]
    assert all(each.place is not None for each in found)


@pytest.mark.slow
def test_texts_are_kept_while_it_learns(tmp_path: Path) -> None:
    """After each epoch of two; whoever looks changes nothing."""
    plain = trained(tmp_path, RECIPE)
    done = CliRunner().invoke(app, ["train", str(tmp_path / "small.yaml"), "--runs", str(tmp_path / "told")])
    assert done.exit_code == 0
    folder = RunFolder(Path(done.stdout.splitlines()[-1]))
    first, last = sorted((folder.path / "samples").iterdir())
    assert (first.name, last.name) == ("epoch-0001.txt", "epoch-0002.txt")
    written = [f"{each.text} " for each in translated(folder.path, Asked(number=6)).texts]
    for line, text in zip(last.read_text("utf-8").splitlines(), written, strict=True):
        assert f"  {text}" in f"{line} "
    assert figures_of(folder) == figures_of(plain)
    assert states_of(folder)[max(states_of(folder))] == states_of(plain)[max(states_of(plain))]
