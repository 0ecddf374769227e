"""Steps by the mean square of a row and a column."""

from __future__ import annotations

from typing import Annotated

from dlcli.parts.fields import Positive, Real
from dlcli.parts.optimizers._optimizer import Optimizer


class Adafactor(Optimizer):
    """weight -= max(epsilon_2, RMS(weight)) · min(learning_rate, 1 / √t) · û (Shazeer and Stern, 2018).

    û = u / max(1, RMS(u) / clip_threshold), u = gradient / √v, t is the number of the update. v is the moving mean of
    gradient² + epsilon_1, of which 1 - t^beta_2_decay is kept; for a matrix it is r · c / mean(r), from the moving
    means r of each row and c of each column. The steps are relative to the weights, so that learning_rate is large
    here. Keras's relative_step is no key: 1 / √t bounds the rate with it and without.

    Example:
        type: adafactor
        learning_rate: 0.1
    """

    beta_2_decay: Annotated[float, Real(most=0, open_most=True)] = -0.8
    """How fast the moving means come to rest: below 0."""
    epsilon_1: Positive = 1e-30
    """Added to gradient², so that nothing is divided by 0."""
    epsilon_2: Positive = 0.001
    """The least size that weights are taken to have."""
    clip_threshold: Positive = 1.0
    """From which root mean square on a step is shortened to it."""
