"""Gradients divided by the size of all before them."""

from __future__ import annotations

from dlcli.parts.fields import NotNegative, Positive
from dlcli.parts.optimizers._optimizer import Optimizer


class Adagrad(Optimizer):
    """v = v + gradient²; weight -= learning_rate · gradient / √(v + epsilon) (Duchi et al., 2011).

    `initial_accumulator_value`, where v begins, is 0 as in the paper; Keras's own default is 0.1.

    Example:
        type: adagrad
        learning_rate: 0.01
    """

    initial_accumulator_value: NotNegative = 0.0
    """The sum of squares at the start."""
    epsilon: Positive = 1e-7
    """Added below the fraction, so that nothing is divided by 0."""
