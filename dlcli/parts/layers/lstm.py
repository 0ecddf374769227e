"""A recurrent layer with a long memory."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.layers._layer import GateField
from dlcli.parts.layers._recurrent import Recurrent
from dlcli.parts.part import default_word


class LSTM(Recurrent):
    """cₜ = f · cₜ₋₁ + i · activation(c̃), hₜ = o · activation(cₜ) (Hochreiter and Schmidhuber, 1997).

    The gates i, f, o are recurrent_activation(xₜ · kernel + hₜ₋₁ · recurrent_kernel + bias), each with its quarter of
    the kernels, in the order i, f, c̃, o. `unit_forget_bias` begins with 1 in the bias of f, which remembers.

    Shapes:
        (steps, n) → (units,), the last h; with `return_sequences` (steps, units), all of them.
        kernel (n, 4 · units), recurrent_kernel (units, 4 · units), bias (4 · units,).

    Example:
        type: lstm
        units: 8
    """

    gates: ClassVar[int] = 4
    states: ClassVar[int] = 2

    recurrent_activation: GateField = default_word("sigmoid")
    """What is applied to the gates."""
    unit_forget_bias: bool = True
    """Whether 1 is added to the bias of the forget gate at the start."""
