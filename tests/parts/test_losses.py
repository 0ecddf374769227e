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
COUNTS = GENERATOR.poisson(2, size=(6, 3)).astype(float)
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


def focal(label: Numbers, p: Numbers, gamma: float, yes: float = 1.0, no: float = 1.0) -> Numbers:
    right, weight = np.where(label == 1, p, 1 - p), np.where(label == 1, yes, no)
    return -(weight * (1 - right) ** gamma * np.log(right)).mean(axis=-1)


def missed(scores: Numbers, power: int) -> Numbers:
    return (np.maximum(0, 1 - (2 * YES - 1) * scores) ** power).mean(axis=-1)


def tversky(label: Numbers, p: Numbers, alpha: float, beta: float) -> Numbers:
    hits, misses, alarms = ((part).sum(axis=-1) for part in (label * p, label * (1 - p), (1 - label) * p))
    return 1 - hits / (hits + alpha * misses + beta * alarms)


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
    (
        "mean_absolute_percentage_error",
        {},
        COUNTS + 1,
        OUTPUTS,
        lambda: 100 * (np.abs(COUNTS + 1 - OUTPUTS) / (COUNTS + 1)).mean(axis=-1),
    ),
    (
        "mean_squared_logarithmic_error",
        {},
        COUNTS,
        OUTPUTS,
        lambda: ((np.log(1 + COUNTS) - np.log(1 + np.maximum(OUTPUTS, 0))) ** 2).mean(axis=-1),
    ),
    ("log_cosh", {}, LABELS, OUTPUTS, lambda: np.log(np.cosh(LABELS - OUTPUTS)).mean(axis=-1)),
    ("hinge", {}, YES, OUTPUTS, lambda: missed(OUTPUTS, 1)),
    ("squared_hinge", {}, YES, OUTPUTS, lambda: missed(OUTPUTS, 2)),
    (
        "categorical_hinge",
        {},
        ONE_HOT,
        OUTPUTS,
        lambda: np.maximum(0, 1 + np.where(ONE_HOT, 0, OUTPUTS).max(axis=-1) - OUTPUTS[np.arange(6), CLASSES]),
    ),
    (
        "kl_divergence",
        {},
        softmax(LABELS),
        softmax(OUTPUTS),
        lambda: (softmax(LABELS) * np.log(softmax(LABELS) / softmax(OUTPUTS))).sum(axis=-1),
    ),
    ("poisson", {}, COUNTS, np.exp(OUTPUTS), lambda: (np.exp(OUTPUTS) - COUNTS * OUTPUTS).mean(axis=-1)),
    (
        "cosine_similarity",
        {},
        LABELS,
        OUTPUTS,
        lambda: -(LABELS * OUTPUTS).sum(axis=-1) / np.linalg.norm(LABELS, axis=-1) / np.linalg.norm(OUTPUTS, axis=-1),
    ),
    ("binary_focal_crossentropy", {}, YES, sigmoid(OUTPUTS), lambda: focal(YES, sigmoid(OUTPUTS), 2.0)),
    (
        "binary_focal_crossentropy",
        {"apply_class_balancing": True, "alpha": 0.3, "gamma": 1.5, "from_logits": True},
        YES,
        OUTPUTS,
        lambda: focal(YES, sigmoid(OUTPUTS), 1.5, 0.3, 0.7),
    ),
    (
        "categorical_focal_crossentropy",
        {"alpha": 0.5, "gamma": 3, "from_logits": True},
        ONE_HOT,
        OUTPUTS,
        lambda: 0.5 * (-ONE_HOT * (1 - softmax(OUTPUTS)) ** 3 * np.log(softmax(OUTPUTS))).sum(axis=-1),
    ),
    (
        "categorical_focal_crossentropy",
        {"gamma": 0, "alpha": 1, "label_smoothing": 0.3},
        ONE_HOT,
        softmax(OUTPUTS),
        lambda: of_class(ONE_HOT * 0.7 + 0.1, softmax(OUTPUTS)),
    ),
    ("dice", {}, YES, sigmoid(OUTPUTS), lambda: tversky(YES, sigmoid(OUTPUTS), 0.5, 0.5)),
    ("tversky", {"alpha": 0.7, "beta": 0.2}, YES, sigmoid(OUTPUTS), lambda: tversky(YES, sigmoid(OUTPUTS), 0.7, 0.2)),
]


@pytest.mark.parametrize(("word", "fields", "labels", "outputs", "formula"), CASES)
def test_loss_is_its_formula(
    word: str, fields: dict[str, Any], labels: Numbers, outputs: Numbers, formula: Callable[[], Numbers]
) -> None:
    values = read("losses", word, fields).build()(labels.astype("float32"), outputs.astype("float32")).numpy()
    np.testing.assert_allclose(values, formula(), rtol=2e-5, atol=1e-6)


@pytest.mark.parametrize("word", ["dice", "tversky"])
def test_overlap_is_one_number_a_picture(word: str) -> None:
    masks = np.arange(2 * 4 * 4).reshape(2, 4, 4, 1) % 3 == 0
    values = read("losses", word, {}).build()(masks.astype("float32"), np.full((2, 4, 4, 1), 0.4, "float32")).numpy()
    hits = 0.4 * masks.sum(axis=(1, 2, 3))
    np.testing.assert_allclose(values, 1 - 2 * hits / (masks.sum(axis=(1, 2, 3)) + 0.4 * 16), rtol=1e-5)
