"""Adam that looks ahead as Nesterov's momentum does."""

from __future__ import annotations

from typing import Any

from dlcli.parts.fields import Positive, Rate
from dlcli.parts.optimizers._optimizer import Optimizer


class Nadam(Optimizer):
    """weight -= learning_rate · m̂ / (√v̂ + epsilon) with v̂ of `adam` and an m̂ that looks ahead (Dozat, 2016).

    m and v are Adam's moving means, v̂ = v / (1 - beta_2ᵗ), t is the number of the update. Its momentum grows:
    μₜ = beta_1 · (1 - 0.96ᵗ / 2). m̂ = μₜ₊₁ · m / (1 - μ₁·…·μₜ₊₁) + (1 - μₜ) · gradient / (1 - μ₁·…·μₜ). It is
    Keras's rule: the paper lets momentum grow slower, with 0.96^(t / 250), and takes μₜ for beta_1 in m too. Its
    epsilon stands behind the correction, where `adam` can have it by `epsilon_place: after_correction`.

    Example:
        type: nadam
        learning_rate: 0.001
    """

    beta_1: Rate = 0.9
    """How much of the gradient's moving mean is kept at each step, and where its momentum ends."""
    beta_2: Rate = 0.999
    """How much of the squared gradient's moving mean is kept at each step."""
    epsilon: Positive = 1e-7
    """Added below the fraction, so that nothing is divided by 0."""

    def build(self, **more: Any) -> Any:
        from dlcli.keras_objects.nadam import Nadam as OnReplicas

        return OnReplicas(**{**self.arguments(), **more})
