"""Losses against their formulas, written out in NumPy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.parts.cases import read

Numbers = Any
GENERATOR = np.random.default_rng(5)
LABELS = GENERATOR.normal(size=(6, 3))
OUTPUTS = GENERATOR.normal(size=(6, 3))
YES = (GENERATOR.uniform(size=(6, 3)) > 0.5).astype(float)
CLASSES = np.array([0, 2, 1, 1, 0, 2])
ONE_HOT = np.eye(3)[CLASSES]


def sigmoid(scores: Numbers) -> Numbers:
    return 1 / (1 + np.exp(-scores))


def softmax(scores: Numbers) -> Numbers:
    return np.exp(scores) / np.exp(scores).sum(axis=-1, keepdims=True)


def yes_or_no(label: Numbers, p: Numbers) -> Numbers:
    return -(label * np.log(p) + (1 - label) * np.log(1 - p)).mean(axis=-1)


def huber(label: Numbers, output: Numbers, delta: float) -> Numbers:
    gap = np.abs(label - output)
    return np.where(gap <= delta, gap**2 / 2, delta * gap - delta**2 / 2).mean(axis=-1)


def of_class(label: Numbers, p: Numbers) -> Numbers:
    return -(label * np.log(p / p.sum(axis=-1, keepdims=True))).sum(axis=-1)


CASES: list[tuple[str, dict[str, Any], Numbers, Numbers, Callable[[], Numbers]]] = [
    ("mean_squared_error", {}, LABELS, OUTPUTS, lambda: ((LABELS - OUTPUTS) ** 2).mean(axis=-1)),
    ("mean_absolute_error", {}, LABELS, OUTPUTS, lambda: np.abs(LABELS - OUTPUTS).mean(axis=-1)),
    ("huber", {}, LABELS, OUTPUTS, lambda: huber(LABELS, OUTPUTS, 1.0)),
    ("huber", {"delta": 0.3}, LABELS, OUTPUTS, lambda: huber(LABELS, OUTPUTS, 0.3)),
    ("binary_crossentropy", {}, YES, sigmoid(OUTPUTS), lambda: yes_or_no(YES, sigmoid(OUTPUTS))),
    ("binary_crossentropy", {"from_logits": True}, YES, OUTPUTS, lambda: yes_or_no(YES, sigmoid(OUTPUTS))),
    (
        "binary_crossentropy",
        {"label_smoothing": 0.2},
        YES,
        sigmoid(OUTPUTS),
        lambda: yes_or_no(YES * 0.8 + 0.1, sigmoid(OUTPUTS)),
    ),
    ("categorical_crossentropy", {}, ONE_HOT, np.exp(OUTPUTS), lambda: of_class(ONE_HOT, softmax(OUTPUTS))),
    ("categorical_crossentropy", {"from_logits": True}, ONE_HOT, OUTPUTS, lambda: of_class(ONE_HOT, softmax(OUTPUTS))),
    (
        "categorical_crossentropy",
        {"label_smoothing": 0.3},
        ONE_HOT,
        softmax(OUTPUTS),
        lambda: of_class(ONE_HOT * 0.7 + 0.1, softmax(OUTPUTS)),
    ),
    ("sparse_categorical_crossentropy", {}, CLASSES, softmax(OUTPUTS), lambda: of_class(ONE_HOT, softmax(OUTPUTS))),
    (
        "sparse_categorical_crossentropy",
        {"from_logits": True},
        CLASSES,
        OUTPUTS,
        lambda: of_class(ONE_HOT, softmax(OUTPUTS)),
    ),
]


@pytest.mark.parametrize(("word", "fields", "labels", "outputs", "formula"), CASES)
def test_loss_is_its_formula(
    word: str, fields: dict[str, Any], labels: Numbers, outputs: Numbers, formula: Callable[[], Numbers]
) -> None:
    values = read("losses", word, fields).build()(labels.astype("float32"), outputs.astype("float32")).numpy()
    np.testing.assert_allclose(values, formula(), rtol=2e-5, atol=1e-6)
