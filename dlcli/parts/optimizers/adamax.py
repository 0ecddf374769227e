"""Adam with the largest gradient in place of the mean square."""

from __future__ import annotations

from dlcli.parts.fields import Positive, Rate
from dlcli.parts.optimizers._optimizer import Optimizer


class Adamax(Optimizer):
    """weight -= learning_rate / (1 - beta_1ᵗ) · m / (u + epsilon) (Kingma and Ba, 2014, section 7.1).

    m is the moving mean of the gradient, u = max(beta_2 · u, |gradient|), t the number of the update.

    Example:
        type: adamax
        learning_rate: 0.002
    """

    beta_1: Rate = 0.9
    """How much of the gradient's moving mean is kept at each step."""
    beta_2: Rate = 0.999
    """How much of the largest gradient is kept at each step."""
    epsilon: Positive = 1e-7
    """Added below the fraction, so that nothing is divided by 0."""
