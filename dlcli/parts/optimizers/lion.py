"""The sign of a moving mean."""

from __future__ import annotations

from dlcli.parts.fields import Fraction, Rate
from dlcli.parts.optimizers._optimizer import LearningRate, Optimizer


class Lion(Optimizer):
    """weight -= learning_rate · sign(beta_1 · m + (1 - beta_1) · gradient) (Chen et al., 2023).

    Then m = beta_2 · m + (1 - beta_2) · gradient. Every weight moves by the learning rate, so it is a third to a
    tenth of Adam's.

    Example:
        type: lion
        learning_rate: 0.0003
    """

    learning_rate: LearningRate = 0.001
    beta_1: Fraction = 0.9
    """How much the moving mean counts in a step; the gradient counts the rest."""
    beta_2: Rate = 0.99
    """How much of the moving mean is kept at each step."""
