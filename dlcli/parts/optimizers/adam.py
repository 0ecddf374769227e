"""Adaptive moments."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from dlcli.parts.fields import Positive, Rate
from dlcli.parts.optimizers._optimizer import Optimizer


class Adam(Optimizer):
    """weight -= learning_rate · √(1 - beta_2ᵗ) / (1 - beta_1ᵗ) · m / (√v + epsilon) (Kingma and Ba, 2014).

    m and v are moving means of gradient (`beta_1`) and gradient² (`beta_2`) from 0, and the two powers correct for
    that start; t is the number of the update. It is the faster form of the paper's section 2, and Keras's: against
    m̂ / (√v̂ + epsilon) with m̂ = m / (1 - beta_1ᵗ) and v̂ = v / (1 - beta_2ᵗ), the form of its first page and of most
    textbooks, its epsilon counts more in early updates, by 1 / √(1 - beta_2ᵗ). `epsilon_place` chooses.

    Example:
        type: adam
        learning_rate: 0.001
    """

    own: ClassVar[frozenset[str]] = Optimizer.own | {"epsilon_place"}

    beta_1: Rate = 0.9
    """How much of the gradient's moving mean is kept at each step."""
    beta_2: Rate = 0.999
    """How much of the squared gradient's moving mean is kept at each step."""
    epsilon: Positive = 1e-7
    """Added below the fraction, so that nothing is divided by 0."""
    epsilon_place: Literal["before_correction", "after_correction"] = "before_correction"
    """Where epsilon is added: to √v, as Keras does, or to √v̂, as textbooks do."""
    amsgrad: bool = False
    """Whether the largest mean of squares so far counts (Reddi et al., 2018)."""

    def build(self, **more: Any) -> Any:
        if self.epsilon_place == "before_correction":
            return super().build(**more)
        from dlcli.keras_objects.adam import AdamOfMeans

        return AdamOfMeans(**{**self.arguments(), **more})
