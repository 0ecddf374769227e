"""Adam whose weight decay is apart from the gradient."""

from __future__ import annotations

from dlcli.parts.fields import NotNegative, Positive, Rate
from dlcli.parts.optimizers._optimizer import Optimizer


class AdamW(Optimizer):
    """`adam`, and before each step weight -= learning_rate · weight_decay · weight (Loshchilov and Hutter, 2017).

    Example:
        type: adamw
        learning_rate: 0.001
        weight_decay: 0.01
    """

    weight_decay: NotNegative = 0.004
    beta_1: Rate = 0.9
    beta_2: Rate = 0.999
    epsilon: Positive = 1e-7
    amsgrad: bool = False
