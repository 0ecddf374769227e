"""A plain recurrent layer."""

from __future__ import annotations

from typing import Any

from dlcli.parts.layers._recurrent import Recurrent


class SimpleRNN(Recurrent):
    """hₜ = activation(xₜ · kernel + hₜ₋₁ · recurrent_kernel + bias), from h₀ = 0 (Elman, 1990).

    `dropout` is of the inputs, `recurrent_dropout` of the states; `go_backwards` begins at the last step.

    Shapes:
        (steps, n) → (units,), the last state; with `return_sequences` (steps, units), all of them.
        kernel (n, units), recurrent_kernel (units, units), bias (units,).

    Example:
        type: simple_rnn
        units: 8
    """

    def build(self, **more: Any) -> Any:
        built = super().build(**more)
        # Keras 3.15's constructor takes the argument and drops it.
        built.activity_regularizer = self.activity_regularizer and self.activity_regularizer.build()
        return built
