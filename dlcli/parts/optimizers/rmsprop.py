"""Gradients divided by their recent size."""

from __future__ import annotations

from dlcli.parts.fields import Momentum, Positive, Rate
from dlcli.parts.optimizers._optimizer import Optimizer


class RmsProp(Optimizer):
    """v is a moving mean of gradient²; weight -= learning_rate · gradient / √(v + epsilon) (Tieleman and Hinton, 2012).

    With `centered` the squared mean gradient is taken from v.

    Example:
        type: rmsprop
        learning_rate: 0.001
    """

    rho: Rate = 0.9
    """How much of the squared gradient's moving mean is kept at each step."""
    momentum: Momentum = 0.0
    """How much of the last step is made again."""
    epsilon: Positive = 1e-7
    """Added below the fraction, so that nothing is divided by 0."""
    centered: bool = False
    """Whether the gradient's variance takes the place of its square."""
