"""The sigmoid linear unit, also called swish."""

from __future__ import annotations

from dlcli.parts.layers._layer import Activation


class Silu(Activation):
    """x / (1 + e⁻ˣ), of each element (Ramachandran et al., 2017).

    Example:
        type: silu
    """
