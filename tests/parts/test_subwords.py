"""Sub-words: the pieces that are learned, and the cuts, beside ways of computing both that are slow and plain."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from dlcli.keras_objects.subwords import BEGINS, Subwords
from dlcli.parts.facts import Feature
from dlcli.parts.transforms._subwords import LONGEST, learned_pieces
from dlcli.parts.transforms.text_vectorization import TextVectorization
from tests.run.small import errors_of

TEXTS = [
    "She walked and walked, walking where walkers walk.",
    "Talking, talked, talks: a talker's TALK!",
    "Ein Käse-Brötchen, größer als größte Größen  \t süß",
    "",
    "naïve 日本語 日本 walkie-talkie",
]


def plainly_learned(words: dict[str, int], size: int) -> list[str]:
    counts = Counter(each for word, count in words.items() for each in word * count)
    pieces = sorted(counts, key=lambda each: (-counts[each], each))[:size]
    cut = {word: list(word) for word in words}
    while len(pieces) < size:
        pairs = Counter[tuple[str, str]]()
        for word, parts in cut.items():
            for pair in pairwise(parts):
                pairs[pair] += words[word]
        often = [(-count, pair) for pair, count in pairs.items() if count > 1 and len("".join(pair)) <= LONGEST]
        if not often:
            break
        one, two = min(often)[1]
        for word, parts in cut.items():
            joined, at = [], 0
            while at < len(parts):
                both = parts[at : at + 2] == [one, two]
                joined.append(one + two if both else parts[at])
                at += 1 + both
            cut[word] = joined
        if one + two not in pieces:
            pieces.append(one + two)
    return pieces


def plainly_cut(text: str, pieces: list[str]) -> list[str]:
    found = []
    for word in text.split():
        rest = BEGINS + word
        while rest:
            piece = max((each for each in pieces if rest.startswith(each)), key=len, default=rest[0])
            found.append(piece)
            rest = rest[len(piece) :]
    return found


@pytest.mark.parametrize("size", [5, 40, 90, 4000])
def test_the_most_frequent_pair_becomes_one_again_and_again(size: int) -> None:
    drawn = np.random.default_rng(size)
    made = {"".join(drawn.choice(list("abcde"), drawn.integers(1, 9))): int(drawn.integers(1, 6)) for _ in range(60)}
    words = {**Counter(BEGINS + word for text in TEXTS for word in text.split()), **made, "aaaaa": 3, "x" * 40: 2}
    assert learned_pieces(words, size) == plainly_learned(words, size)


@pytest.mark.parametrize("size", [5, 40, 90])
def test_words_are_cut_into_the_longest_pieces_in_a_graph_too(size: int) -> None:
    pieces = learned_pieces(Counter(BEGINS + word for text in TEXTS for word in text.split()), size)
    cut = Subwords(pieces)
    expected = [plainly_cut(text, pieces) for text in TEXTS]
    for found in (cut(tf.constant(TEXTS)), tf.function(cut)(tf.constant(TEXTS))):
        assert [[piece.decode() for piece in text] for text in found.to_list()] == expected
    assert cut(tf.constant(["", " "])).to_list() == [[], []]


def test_the_layer_counts_pieces_and_is_read_back(tmp_path: Path) -> None:
    part: Any = TextVectorization(split="subword", max_tokens=30)
    learned = part.fit([np.array(TEXTS[:2], object), np.array(TEXTS[2:], object)])
    layer = part.build_for(Feature((), text=True), learned)
    assert layer.vocabulary_size() == part.learned_size(learned) == 30
    inputs = keras.Input((), dtype="string")
    keras.Model(inputs, layer(inputs)).save(tmp_path / "cut.keras")
    again = keras.models.load_model(tmp_path / "cut.keras")
    rows = tf.constant(TEXTS)
    np.testing.assert_array_equal(again(rows), layer(rows))
    names = layer.get_vocabulary()
    first = [names[number] for number in np.array(layer(rows))[0] if number]
    assert "".join(first).replace(BEGINS, " ").split() == [
        "she",
        "walked",
        "and",
        "walked",
        "walking",
        "where",
        "walkers",
        "walk",
    ]


def test_pieces_have_a_number_and_no_neighbours(tmp_path: Path) -> None:
    def errors(fields: str) -> list[str]:
        text = (
            "data: {source: python_topics, transforms: [{type: text_vectorization, split: subword, FIELDS}]}\n"
            "objective: language_model\nlayers:\n"
            '  - {type: embedding, input_dim: "${data.text.vocabulary}", output_dim: 2, mask_zero: true}\n'
            '  - {type: dense, units: "${data.text.vocabulary}", activation: softmax}\n'
        )
        return errors_of(tmp_path, text.replace("FIELDS", fields))

    assert errors("standardize: lower") == ["text_vectorization with split: subword needs 'max_tokens'"]
    assert errors("max_tokens: 90, ngrams: 2") == ["ngrams must be left out with split: subword, got 2"]
    assert errors("max_tokens: 90") == []
