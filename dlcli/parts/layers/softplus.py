"""A smooth relu."""

from __future__ import annotations

from dlcli.parts.layers._layer import Activation


class Softplus(Activation):
    """log(1 + eˣ), of each element.

    Example:
        type: softplus
    """
