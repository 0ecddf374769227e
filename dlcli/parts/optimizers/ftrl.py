"""Follow the regularized leader."""

from __future__ import annotations

from typing import Annotated

from dlcli.parts.fields import NotNegative, Real
from dlcli.parts.optimizers._optimizer import Optimizer


class Ftrl(Optimizer):
    """weight = (clip(z, -l1, l1) - z) / (n^-p / learning_rate + 2 · l2 + beta / learning_rate) (McMahan et al., 2013).

    p is `learning_rate_power`, l1 and l2 are the strengths. At each update g = gradient + 2 · l2_shrinkage · weight,
    z += g - ((n + gradient²)^-p - n^-p) / learning_rate · weight, and n += gradient². Weights become exactly 0 where l1
    is above |z|. It was made for sparse linear models, and begins anew from z = 0: what a weight was drawn as is
    forgotten, so the rows of a deep network all become alike unless something else tells them apart.

    Example:
        type: ftrl
        learning_rate: 0.1
        l1_regularization_strength: 0.001
    """

    learning_rate_power: Annotated[float, Real(most=0)] = -0.5
    """How the step falls with the sum of squares: -0.5 as its root, 0 not at all."""
    initial_accumulator_value: NotNegative = 0.1
    """The sum of squares at the start."""
    l1_regularization_strength: NotNegative = 0.0
    """The strength of the penalty on |weight|."""
    l2_regularization_strength: NotNegative = 0.0
    """The strength of the penalty on weight²."""
    l2_shrinkage_regularization_strength: NotNegative = 0.0
    """The strength of a penalty on weight² that goes into the gradient."""
    beta: NotNegative = 0.0
    """More makes the first steps smaller."""
