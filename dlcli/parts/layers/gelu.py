"""The Gaussian error linear unit."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.layers._layer import Activation


class Gelu(Activation):
    """x · Φ(x), Φ the normal distribution function, of each element (Hendrycks and Gimpel, 2016).

    Example:
        type: gelu
    """

    bare: ClassVar[bool] = True
    between: ClassVar[int] = 4

    approximate: bool = False
    """Whether Φ is taken from a hyperbolic tangent: 1/2 · (1 + tanh(√(2/π) · (x + 0.044715 · x³)))."""
