"""Steps as large as the ones before them."""

from __future__ import annotations

from typing import Any

from dlcli.parts.fields import Positive, Rate
from dlcli.parts.optimizers._optimizer import LearningRate, Optimizer


class Adadelta(Optimizer):
    """weight -= learning_rate · √(d + epsilon) / √(v + epsilon) · gradient (Zeiler, 2012).

    v and d are moving means of gradient² and of the squares of √(d + epsilon) / √(v + epsilon) · gradient, from 0. The
    paper has no learning rate: it is 1 here, as there; Keras's own default is 0.001, with which hardly anything moves.

    Example:
        type: adadelta
        epsilon: 0.000001
    """

    learning_rate: LearningRate = 1.0
    """What the paper's step is multiplied by: a number above 0, or a schedule."""
    rho: Rate = 0.95
    """How much of the moving means is kept at each step."""
    epsilon: Positive = 1e-7
    """Added under the roots: the larger it is, the sooner the first steps grow."""

    def build(self, **more: Any) -> Any:
        from dlcli.keras_objects.adadelta import Adadelta as OfEveryType

        return OfEveryType(**{**self.arguments(), **more})
