"""The scaled exponential linear unit."""

from __future__ import annotations

from dlcli.parts.layers._layer import Activation


class Selu(Activation):
    """1.0507 · x above 0, 1.7581 · (eˣ - 1) below, of each element (Klambauer et al., 2017).

    Example:
        type: selu
    """
