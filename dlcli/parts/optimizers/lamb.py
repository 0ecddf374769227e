"""Adam with steps as long as a share of the weight."""

from __future__ import annotations

from dlcli.parts.fields import Positive, Rate
from dlcli.parts.optimizers._optimizer import Optimizer


class Lamb(Optimizer):
    """weight -= learning_rate · ‖weight‖ / ‖r‖ · r with r = m̂ / (√v̂ + epsilon) (You et al., 2019).

    m̂ and v̂ are Adam's; the lengths are those of a whole kernel or bias, and their ratio is 1 where one of them is 0. It
    is meant for batches of thousands. `weight_decay` is taken off before, and does not enter r as in the paper.

    Example:
        type: lamb
        learning_rate: 0.002
    """

    beta_1: Rate = 0.9
    """How much of the gradient's moving mean is kept at each step."""
    beta_2: Rate = 0.999
    """How much of the squared gradient's moving mean is kept at each step."""
    epsilon: Positive = 1e-7
    """Added below the fraction, so that nothing is divided by 0."""
