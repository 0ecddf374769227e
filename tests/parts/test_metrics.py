"""What metrics make of each form of labels."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.parts.cases import all_words, example, read

SCORES = np.array([[0.7, 0.2, 0.1], [0.1, 0.6, 0.3], [0.6, 0.3, 0.1], [0.2, 0.1, 0.7]], "float32")
CLASSES = np.array([0, 1, 2, 2])
YES = np.array([[1.0], [0.0], [1.0], [1.0]], "float32")
CHANCES = np.array([[0.9], [0.6], [0.3], [0.8]], "float32")
CASES = {
    "index": (CLASSES, SCORES),
    "one_hot": (np.eye(3, dtype="float32")[CLASSES], SCORES),
    "binary": (YES, CHANCES),
    "number": (YES, CHANCES),
}


def result(part: Any, form: str) -> float:
    metric = part.build_for(form)
    metric.update_state(*CASES[form])
    value = np.asarray(metric.result().numpy())
    assert value.shape == ()
    return float(value)


@pytest.mark.parametrize(("kind", "word"), all_words("metrics"))
def test_metric_is_one_number_for_every_form_it_takes(kind: str, word: str) -> None:
    part: Any = read(kind, word, example(kind, word))
    assert part.takes
    for form in part.takes:
        assert np.isfinite(result(part, form))
        assert part.build_for(form).name == word


@pytest.mark.parametrize(("kind", "word"), all_words("metrics"))
def test_better_says_which_way_is_up(kind: str, word: str) -> None:
    part: Any = read(kind, word, example(kind, word))
    for form in part.takes:
        labels, outputs = CASES[form]
        right = np.eye(3, dtype="float32")[CLASSES] if form in ("index", "one_hot") else labels
        perfect, usual = part.build_for(form), part.build_for(form)
        perfect.update_state(labels, np.clip(right, 0.001, 0.999))
        usual.update_state(labels, outputs)
        gain = float(perfect.result()) - float(usual.result())
        assert gain >= 0 if part.better == "more" else gain <= 0
        if "top_k" not in word:
            assert gain


@pytest.mark.parametrize(("form", "share"), [("index", 0.75), ("one_hot", 0.75), ("binary", 0.5)])
def test_accuracy_counts_right_answers(form: str, share: float) -> None:
    assert result(read("metrics", "accuracy", {}), form) == pytest.approx(share)


def test_f1_score_of_yes_or_no_uses_a_threshold() -> None:
    # Two of three yeses are found, and one of three is wrong.
    assert result(read("metrics", "f1_score", {"average": "macro"}), "binary") == pytest.approx(2 / 3)


def test_a_name_replaces_the_word() -> None:
    part: Any = read("metrics", "top_k_categorical_accuracy", {"k": 2, "name": "top2"})
    assert part.build_for("one_hot").name == "top2"


MARGINS = np.array([[0.3], [-0.4], [-0.2], [2.0]], "float32")


@pytest.mark.parametrize(
    ("word", "fields", "score"),
    [
        ("accuracy", {}, 3 / 4),
        ("binary_accuracy", {}, 3 / 4),
        ("binary_accuracy", {"threshold": 0.5}, 2 / 4),
        ("precision", {}, 1),
        ("recall", {}, 2 / 3),
        ("recall", {"thresholds": 0.5}, 1 / 3),
        ("f1_score", {"average": "macro"}, 4 / 5),
        ("f1_score", {"average": "macro", "threshold": 0.5}, 1 / 2),
    ],
)
def test_yes_is_an_output_above_the_boundary_of_the_loss(word: str, fields: dict[str, object], score: float) -> None:
    part: Any = read("metrics", word, fields)
    metric = part.build_for("binary", boundary=0.0)
    metric.update_state(YES, MARGINS)
    assert float(metric.result()) == pytest.approx(score)
