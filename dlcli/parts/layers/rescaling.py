"""A fixed scale and offset."""

from __future__ import annotations

from dlcli.parts.fields import Number
from dlcli.parts.layers._layer import Layer


class Rescaling(Layer):
    """y = x · scale + offset, of each element.

    Shapes:
        (…) → (…).

    Example:
        type: rescaling
        scale: 0.00392156862745098
    """

    scale: Number
    """By what each number is multiplied."""
    offset: Number = 0.0
    """What is added then."""
