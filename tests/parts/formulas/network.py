"""A small network in NumPy, its gradients worked out by hand, trained by the rules: what a run has to come to."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.parts.formulas.rules import RULES, Array, Weight

RNG = np.random.default_rng(8)
FEATURES = RNG.normal(size=(22, 4))
CLASSES = np.argmax(FEATURES @ RNG.normal(size=(4, 3)), axis=1)
BATCH, EPOCHS = 8, 8
"""Three batches an epoch, the last of them shorter: 24 updates."""
CLIPPING = ("clipnorm", "clipvalue", "global_clipnorm")
DECAYS = {"adamw": 0.004, "muon": 0.004}
"""What an optimizer takes away of each weight where nothing is said."""
RECIPE = """
data: {{source: {{type: npz, path: data.npz, labels: kind, classes: [a, b, c]}}, batch_size: 8, shuffle: false}}
layers:
  - {{type: dense, name: hidden, units: 4, activation: tanh, kernel_initializer: {{type: identity, gain: 0.5}}}}
  - {{type: dense, name: answer, units: 3, activation: softmax, kernel_initializer: {{type: identity, gain: 0.25}}}}
optimizer: {optimizer}
training: {{epochs: 8, precision: float64}}
"""


def start() -> list[Weight]:
    """The weights before the first update."""
    return [
        Weight(0.5 * np.eye(4), "hidden.kernel"),
        Weight(np.zeros(4), "hidden.bias"),
        Weight(0.25 * np.eye(4, 3), "answer.kernel"),
        Weight(np.zeros(3), "answer.bias"),
    ]


def losses_and_gradients(values: list[Array], rows: slice) -> tuple[Array, list[Array]]:
    """The loss of each example, and the gradient of their mean for each weight."""
    inputs, wanted = FEATURES[rows], np.eye(3)[CLASSES[rows]]
    hidden = np.tanh(inputs @ values[0] + values[1])
    scores = np.exp(hidden @ values[2] + values[3])
    shares = scores / scores.sum(1, keepdims=True)
    error = (shares - wanted) / len(inputs)
    below = error @ values[2].T * (1 - hidden**2)
    losses = -np.log((shares * wanted).sum(1))
    return losses, [inputs.T @ below, below.sum(0), hidden.T @ error, error.sum(0)]


def clipped(
    gradients: list[Array], clipnorm: float = 0, clipvalue: float = 0, global_clipnorm: float = 0
) -> list[Array]:
    """The gradients, none of them too large."""
    if clipvalue:
        return [np.maximum(np.minimum(each, clipvalue), -clipvalue) for each in gradients]
    norms = [float(np.sqrt(np.sum(each**2))) for each in gradients]
    if global_clipnorm:
        norms = [float(np.sqrt(sum(norm**2 for norm in norms)))] * len(norms)
    limit = clipnorm or global_clipnorm or np.inf
    return [each * min(1.0, limit / norm) for each, norm in zip(gradients, norms, strict=True)]


def speaks_of(pattern: str, path: str) -> bool:
    """Whether a pattern of the cases names a row, a weight, or one kind of weight."""
    return pattern in {path, path.partition(".")[0], f"*.{path.rpartition('.')[2]}"}


def update(weights: list[Weight], gradients: list[Array], fields: dict[str, Any]) -> None:
    """Moves every weight once: clipping, then weight decay, then the rule."""
    given = dict(fields)
    word, rate = given.pop("type"), given.pop("learning_rate")
    clipping = {name: given.pop(name) for name in CLIPPING if name in given}
    decay = given.pop("weight_decay", DECAYS.get(word, 0.0))
    of_others = given.pop("adam_weight_decay", DECAYS["adamw"]) if word == "muon" else decay
    multipliers, excluded = given.pop("learning_rate_multipliers", {}), given.pop("exclude_from_weight_decay", [])
    for weight, gradient in zip(weights, clipped(gradients, **clipping), strict=True):
        weight.step, weight.gradient, weight.rate = weight.step + 1, gradient, rate
        for pattern, factor in multipliers.items():
            weight.rate *= factor if speaks_of(pattern, weight.path) else 1
        if not any(speaks_of(pattern, weight.path) for pattern in excluded):
            weight.value = weight.value - rate * (decay if gradient.ndim == 2 else of_others) * weight.value
        weight.value = weight.value + RULES[word](weight, **given)


def expected(fields: dict[str, Any]) -> tuple[list[float], list[Array]]:
    """The loss of each epoch and the weights at the end, as an optimizer's formula has them."""
    weights, found = start(), []
    for _ in range(EPOCHS):
        total = 0.0
        for first in range(0, len(FEATURES), BATCH):
            losses, gradients = losses_and_gradients([each.value for each in weights], slice(first, first + BATCH))
            total += float(losses.sum())
            update(weights, gradients, fields)
        found.append(total / len(FEATURES))
    return found, [each.value for each in weights]
