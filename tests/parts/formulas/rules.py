"""Every optimizer's rule in NumPy and float64, written from its formula: nothing here looks at Keras."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Array = np.ndarray


@dataclass
class Weight:
    """A weight at an update: what it is, its gradient, and what its rule remembers from update to update."""

    value: Array
    path: str
    """Row and name: `hidden.kernel`."""
    step: int = 0
    """The update, from 1."""
    gradient: Array = field(default_factory=lambda: np.zeros(()))
    rate: float = 0.0
    kept: dict[str, Any] = field(default_factory=lambda: defaultdict(float))

    def mean(self, name: str, new: Array, share: float) -> Array:
        """A moving mean that begins at 0, of which `share` stays."""
        self.kept[name] = share * self.kept[name] + (1 - share) * new
        return np.asarray(self.kept[name])


def sgd(w: Weight, momentum: float = 0.0, *, nesterov: bool = False) -> Array:
    w.kept["v"] = momentum * w.kept["v"] - w.rate * w.gradient
    return momentum * w.kept["v"] - w.rate * w.gradient if nesterov else w.kept["v"]


def momentum(w: Weight, momentum: float = 0.9, *, nesterov: bool = False) -> Array:
    v = w.mean("v", w.gradient, momentum)
    return -w.rate * (momentum * v + (1 - momentum) * w.gradient if nesterov else v)


def adagrad(w: Weight, initial_accumulator_value: float = 0.0, epsilon: float = 1e-7) -> Array:
    w.kept.setdefault("v", initial_accumulator_value)
    w.kept["v"] = w.kept["v"] + w.gradient**2
    return -w.rate * w.gradient / np.sqrt(w.kept["v"] + epsilon)


def rmsprop(
    w: Weight, rho: float = 0.9, momentum: float = 0.0, epsilon: float = 1e-7, *, centered: bool = False
) -> Array:
    v, mean = w.mean("v", w.gradient**2, rho), w.mean("m", w.gradient, rho)
    move = w.rate * w.gradient / np.sqrt((v - mean**2 if centered else v) + epsilon)
    w.kept["move"] = momentum * w.kept["move"] + move
    return -np.asarray(w.kept["move"])


def adam(
    w: Weight, beta_1: float = 0.9, beta_2: float = 0.999, epsilon: float = 1e-7, *, amsgrad: bool = False
) -> Array:
    m, v = w.mean("m", w.gradient, beta_1), w.mean("v", w.gradient**2, beta_2)
    if amsgrad:
        v = w.kept["largest"] = np.maximum(w.kept["largest"], v)
    rate = w.rate * np.sqrt(1 - beta_2**w.step) / (1 - beta_1**w.step)
    return -rate * m / (np.sqrt(v) + epsilon)


adamw = adam

RULES: dict[str, Callable[..., Array]] = {
    rule: globals()[rule] for rule in ("sgd", "momentum", "adagrad", "rmsprop", "adam", "adamw")
}
"""What an optimizer adds to a weight."""
