"""Noise multiplied in while training."""

from __future__ import annotations

from dlcli.parts.fields import Rate
from dlcli.parts.layers._layer import Layer


class GaussianDropout(Layer):
    """In training x times a normal draw with mean 1 and deviation √(rate / (1 - rate)) (Srivastava et al., 2014).

    Shapes:
        (…) → (…).

    Example:
        type: gaussian_dropout
        rate: 0.3
    """

    rate: Rate
    """How strong the noise is: as much as that of dropout with this rate."""
