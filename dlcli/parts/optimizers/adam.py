"""Adaptive moments."""

from __future__ import annotations

from dlcli.parts.fields import Positive, Rate
from dlcli.parts.optimizers._optimizer import Optimizer


class Adam(Optimizer):
    """weight -= learning_rate · √(1 - beta_2ᵗ) / (1 - beta_1ᵗ) · m / (√v + epsilon) (Kingma and Ba, 2014).

    m and v are moving means of gradient (`beta_1`) and gradient² (`beta_2`) from 0, and the two powers correct for
    that start; t is the number of the update. It is the faster form of the paper's section 2, and Keras's: against
    m̂ / (√v̂ + epsilon) its epsilon counts more in early updates, by 1 / √(1 - beta_2ᵗ).

    Example:
        type: adam
        learning_rate: 0.001
    """

    beta_1: Rate = 0.9
    """How much of the gradient's moving mean is kept at each step."""
    beta_2: Rate = 0.999
    """How much of the squared gradient's moving mean is kept at each step."""
    epsilon: Positive = 1e-7
    """Added below the fraction, so that nothing is divided by 0."""
    amsgrad: bool = False
    """Whether the largest mean of squares so far counts (Reddi et al., 2018)."""
