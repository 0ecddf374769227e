"""Noise added while training."""

from __future__ import annotations

from typing import Annotated

from dlcli.parts.fields import Real
from dlcli.parts.layers._layer import Layer


class GaussianNoise(Layer):
    """In training each number plus a draw from a normal distribution with mean 0 and deviation `stddev`.

    Shapes:
        (…) → (…).

    Example:
        type: gaussian_noise
        stddev: 0.1
    """

    stddev: Annotated[float, Real(least=0, most=1)]
    """The deviation of the noise."""
