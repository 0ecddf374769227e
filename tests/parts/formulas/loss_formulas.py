"""Every loss in NumPy and float64, one number an example, written from its formula: nothing here looks at Keras."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray
Formula = Callable[[Array, Array], Array]


def sigmoid(z: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-z)))


def softmax(z: Array) -> Array:
    return np.asarray(np.exp(z) / np.exp(z).sum(-1, keepdims=True))


ACTIVATIONS: dict[str, Callable[[Array], Array]] = {
    "linear": lambda z: z,
    "sigmoid": sigmoid,
    "softmax": softmax,
    "softplus": lambda z: np.log1p(np.exp(z)),
    "exponential": np.exp,
}


def binary_crossentropy(y: Array, p: Array) -> Array:
    return np.asarray(-(y * np.log(p) + (1 - y) * np.log(1 - p)).mean(-1))


def crossentropy(y: Array, p: Array) -> Array:
    return np.asarray(-(y * np.log(p)).sum(-1))


def binary_focal(y: Array, p: Array, *, gamma: float = 2.0, yes: float = 1.0, no: float = 1.0) -> Array:
    right = y * p + (1 - y) * (1 - p)
    balance = y * yes + (1 - y) * no
    return np.asarray((balance * (1 - right) ** gamma * -(y * np.log(p) + (1 - y) * np.log(1 - p))).mean(-1))


def focal(y: Array, p: Array, *, gamma: float = 2.0, alpha: float = 0.25) -> Array:
    return np.asarray(-(alpha * (1 - p) ** gamma * y * np.log(p)).sum(-1))


def huber(y: Array, o: Array, delta: float = 1.0) -> Array:
    gap = np.abs(y - o)
    return np.asarray(np.where(gap <= delta, gap**2 / 2, delta * gap - delta**2 / 2).mean(-1))


def tversky(y: Array, p: Array, *, alpha: float = 0.5, beta: float = 0.5) -> Array:
    """With `alpha` for what is so and not said, as Keras has it, and `beta` for what is said and not so."""
    hits, alarms, misses = (y * p).sum(-1), ((1 - y) * p).sum(-1), (y * (1 - p)).sum(-1)
    return np.asarray(1 - hits / (hits + alpha * misses + beta * alarms))


def cosine(y: Array, o: Array) -> Array:
    return np.asarray(-(y * o).sum(-1) / np.linalg.norm(y, axis=-1) / np.linalg.norm(o, axis=-1))


def smoothed(y: Array, share: float) -> Array:
    """Labels moved towards equal shares: of the classes, or of yes and no."""
    return np.asarray(y * (1 - share) + share / max(y.shape[-1], 2))


def kl_divergence(y: Array, p: Array) -> Array:
    """As Keras has it with labels from 1e-7 on, so that there is no 0 · log 0."""
    y = np.maximum(y, 1e-7)
    return np.asarray((y * np.log(y / p)).sum(-1))


class Case(NamedTuple):
    """A loss with its fields, the activation of its output and its formula."""

    word: str
    fields: dict[str, Any]
    activation: str
    formula: Formula


AMOUNTS = (
    Case("mean_squared_error", {}, "linear", lambda y, o: ((y - o) ** 2).mean(-1)),
    Case("mean_absolute_error", {}, "linear", lambda y, o: np.abs(y - o).mean(-1)),
    Case("mean_absolute_percentage_error", {}, "linear", lambda y, o: 100 * (np.abs(y - o) / y).mean(-1)),
    Case("mean_squared_logarithmic_error", {}, "softplus", lambda y, o: ((np.log1p(y) - np.log1p(o)) ** 2).mean(-1)),
    Case("huber", {}, "linear", huber),
    Case("huber", {"delta": 0.4}, "linear", lambda y, o: huber(y, o, 0.4)),
    Case("log_cosh", {}, "linear", lambda y, o: np.log(np.cosh(y - o)).mean(-1)),
    Case("poisson", {}, "exponential", lambda y, o: (o - y * np.log(o)).mean(-1)),
    Case("cosine_similarity", {}, "linear", cosine),
)
YES_OR_NO = (
    Case("binary_crossentropy", {}, "sigmoid", binary_crossentropy),
    Case("binary_crossentropy", {"from_logits": True}, "linear", lambda y, z: binary_crossentropy(y, sigmoid(z))),
    Case(
        "binary_crossentropy",
        {"label_smoothing": 0.2},
        "sigmoid",
        lambda y, p: binary_crossentropy(smoothed(y, 0.2), p),
    ),
    Case("binary_focal_crossentropy", {}, "sigmoid", binary_focal),
    Case(
        "binary_focal_crossentropy",
        {"apply_class_balancing": True, "alpha": 0.3, "gamma": 1.5, "from_logits": True},
        "linear",
        lambda y, z: binary_focal(y, sigmoid(z), gamma=1.5, yes=0.3, no=0.7),
    ),
    Case(
        "binary_focal_crossentropy",
        {"label_smoothing": 0.2, "gamma": 1.0},
        "sigmoid",
        lambda y, p: binary_focal(smoothed(y, 0.2), p, gamma=1.0),
    ),
    Case("hinge", {}, "linear", lambda y, o: np.maximum(0, 1 - (2 * y - 1) * o).mean(-1)),
    Case("squared_hinge", {}, "linear", lambda y, o: (np.maximum(0, 1 - (2 * y - 1) * o) ** 2).mean(-1)),
)
OF_CLASSES = (
    Case("sparse_categorical_crossentropy", {}, "softmax", crossentropy),
    Case("sparse_categorical_crossentropy", {"from_logits": True}, "linear", lambda y, z: crossentropy(y, softmax(z))),
    Case("categorical_crossentropy", {}, "softmax", crossentropy),
    Case("categorical_crossentropy", {"from_logits": True}, "linear", lambda y, z: crossentropy(y, softmax(z))),
    Case(
        "categorical_crossentropy", {"label_smoothing": 0.3}, "softmax", lambda y, p: crossentropy(smoothed(y, 0.3), p)
    ),
    Case(
        "categorical_crossentropy",
        {"from_logits": True, "label_smoothing": 0.3},
        "linear",
        lambda y, z: crossentropy(smoothed(y, 0.3), softmax(z)),
    ),
    Case("categorical_focal_crossentropy", {}, "softmax", focal),
    Case(
        "categorical_focal_crossentropy",
        {"alpha": 0.5, "gamma": 3.0, "from_logits": True, "label_smoothing": 0.1},
        "linear",
        lambda y, z: focal(smoothed(y, 0.1), softmax(z), alpha=0.5, gamma=3.0),
    ),
    Case(
        "categorical_hinge",
        {},
        "linear",
        lambda y, o: np.maximum(0, 1 + np.where(y == 1, 0, o).max(-1) - (y * o).sum(-1)),
    ),
    Case("kl_divergence", {}, "softmax", kl_divergence),
)
OVERLAPS = (
    Case("dice", {}, "sigmoid", tversky),
    Case("tversky", {"alpha": 0.7, "beta": 0.2}, "sigmoid", lambda y, p: tversky(y, p, alpha=0.7, beta=0.2)),
)
