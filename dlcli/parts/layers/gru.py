"""A recurrent layer with two gates."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.layers._layer import GateField, Weight
from dlcli.parts.layers._recurrent import Recurrent
from dlcli.parts.part import default_word


class GRU(Recurrent):
    """hₜ = z · hₜ₋₁ + (1 - z) · activation(h̃), with an update gate z and a reset gate r (Cho et al., 2014).

    z and r are recurrent_activation(xₜ · kernel + hₜ₋₁ · recurrent_kernel + bias), each with its third of the kernels;
    h̃ is made of xₜ and of r · hₜ₋₁. `reset_after` multiplies by r after the recurrent kernel, which runs faster.

    Shapes:
        (steps, n) → (units,), the last state; with `return_sequences` (steps, units), all of them.
        kernel (n, 3 · units), recurrent_kernel (units, 3 · units), bias (2, 3 · units);
        without `reset_after` bias (3 · units,).

    Example:
        type: gru
        units: 8
    """

    gates: ClassVar[int] = 3

    recurrent_activation: GateField = default_word("sigmoid")
    """What is applied to the gates."""
    reset_after: bool = True
    """Whether the reset gate is applied after the recurrent kernel, or before it."""

    def bias_weight(self, across: int | None) -> Weight:
        return Weight("bias", (2, across) if self.reset_after else (across,))
