"""The exponential function."""

from __future__ import annotations

from dlcli.parts.layers._layer import Activation


class Exponential(Activation):
    """eˣ, of each element.

    Example:
        type: exponential
    """
