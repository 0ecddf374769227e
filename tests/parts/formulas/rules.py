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
    w: Weight,
    beta_1: float = 0.9,
    beta_2: float = 0.999,
    epsilon: float = 1e-7,
    *,
    amsgrad: bool = False,
    epsilon_place: str = "before_correction",
) -> Array:
    m, v = w.mean("m", w.gradient, beta_1), w.mean("v", w.gradient**2, beta_2)
    if amsgrad:
        v = w.kept["largest"] = np.maximum(w.kept["largest"], v)
    if epsilon_place == "after_correction":
        return -w.rate * (m / (1 - beta_1**w.step)) / (np.sqrt(v / (1 - beta_2**w.step)) + epsilon)
    rate = w.rate * np.sqrt(1 - beta_2**w.step) / (1 - beta_1**w.step)
    return -rate * m / (np.sqrt(v) + epsilon)


adamw = adam


def nadam(w: Weight, beta_1: float = 0.9, beta_2: float = 0.999, epsilon: float = 1e-7) -> Array:
    """With a momentum of its own at each update, whose product so far corrects for the start."""
    now, then = (beta_1 * (1 - 0.5 * 0.96**step) for step in (w.step, w.step + 1))
    w.kept["product"] = product = (w.kept["product"] or 1.0) * now
    m, v = w.mean("m", w.gradient, beta_1), w.mean("v", w.gradient**2, beta_2) / (1 - beta_2**w.step)
    ahead = then * m / (1 - product * then) + (1 - now) * w.gradient / (1 - product)
    return -w.rate * ahead / (np.sqrt(v) + epsilon)


def adafactor(
    w: Weight,
    beta_2_decay: float = -0.8,
    epsilon_1: float = 1e-30,
    epsilon_2: float = 0.001,
    clip_threshold: float = 1.0,
) -> Array:
    kept, square = 1 - w.step**beta_2_decay, w.gradient**2 + epsilon_1
    if w.gradient.ndim == 2:
        rows, columns = w.mean("rows", square.mean(1), kept), w.mean("columns", square.mean(0), kept)
        square = np.outer(rows, columns) / rows.mean()
    else:
        square = w.mean("v", square, kept)
    step = w.gradient / np.sqrt(square)
    step = step / max(1.0, np.sqrt((step**2).mean()) / clip_threshold)
    return -max(epsilon_2, np.sqrt((w.value**2).mean())) * min(w.rate, w.step**-0.5) * step


def muon(
    w: Weight,
    *,
    momentum: float = 0.95,
    ns_steps: int = 5,
    muon_a: float = 3.4445,
    muon_b: float = -4.775,
    muon_c: float = 2.0315,
    rms_rate: float = 0.2,
    adam_lr_ratio: float = 1.0,
    adam_beta_1: float = 0.9,
    adam_beta_2: float = 0.999,
    epsilon: float = 1e-7,
    nesterov: bool = True,
) -> Array:
    """Singular values by NumPy's own decomposition: an odd polynomial of X is that of each of them."""
    if w.gradient.ndim != 2:
        return adam_lr_ratio * adam(w, adam_beta_1, adam_beta_2, epsilon)
    v = w.kept["v"] = momentum * w.kept["v"] + w.gradient
    left, values, right = np.linalg.svd(w.gradient + momentum * v if nesterov else v, full_matrices=False)
    values = values / (np.sqrt((values**2).sum()) + 1e-7)
    for _ in range(ns_steps):
        values = muon_a * values + muon_b * values**3 + muon_c * values**5
    return -w.rate * rms_rate * np.sqrt(max(w.gradient.shape)) * (left * values) @ right


def adamax(w: Weight, beta_1: float = 0.9, beta_2: float = 0.999, epsilon: float = 1e-7) -> Array:
    m, u = w.mean("m", w.gradient, beta_1), np.maximum(beta_2 * w.kept["u"], np.abs(w.gradient))
    w.kept["u"] = u
    return -w.rate / (1 - beta_1**w.step) * m / (u + epsilon)


def adadelta(w: Weight, rho: float = 0.95, epsilon: float = 1e-7) -> Array:
    v = w.mean("v", w.gradient**2, rho)
    step = -np.sqrt(w.kept["d"] + epsilon) / np.sqrt(v + epsilon) * w.gradient
    w.mean("d", step**2, rho)
    return w.rate * step


def lion(w: Weight, beta_1: float = 0.9, beta_2: float = 0.99) -> Array:
    step = -w.rate * np.sign(beta_1 * w.kept["m"] + (1 - beta_1) * w.gradient)
    w.mean("m", w.gradient, beta_2)
    return step


def lamb(w: Weight, beta_1: float = 0.9, beta_2: float = 0.999, epsilon: float = 1e-7) -> Array:
    m = w.mean("m", w.gradient, beta_1) / (1 - beta_1**w.step)
    v = w.mean("v", w.gradient**2, beta_2) / (1 - beta_2**w.step)
    r = m / (np.sqrt(v) + epsilon)
    lengths = np.linalg.norm(w.value), np.linalg.norm(r)
    return -w.rate * (lengths[0] / lengths[1] if min(lengths) > 0 else 1.0) * r


def ftrl(
    w: Weight,
    *,
    learning_rate_power: float = -0.5,
    initial_accumulator_value: float = 0.1,
    l1_regularization_strength: float = 0.0,
    l2_regularization_strength: float = 0.0,
    l2_shrinkage_regularization_strength: float = 0.0,
    beta: float = 0.0,
) -> Array:
    p, n = learning_rate_power, w.kept.setdefault("n", initial_accumulator_value)
    more = n + w.gradient**2
    g = w.gradient + 2 * l2_shrinkage_regularization_strength * w.value
    w.kept["z"] = z = w.kept["z"] + g - (more**-p - n**-p) / w.rate * w.value
    w.kept["n"] = more
    below = more**-p / w.rate + 2 * l2_regularization_strength + beta / w.rate
    pulled = np.maximum(np.abs(z) - l1_regularization_strength, 0) * -np.sign(z)
    return pulled / below - w.value


RULES: dict[str, Callable[..., Array]] = {
    rule.__name__: rule
    for rule in (sgd, momentum, adagrad, rmsprop, adam, adafactor, muon, nadam, adamax, adadelta, lion, lamb, ftrl)
} | {"adamw": adamw}
"""What an optimizer adds to a weight."""
