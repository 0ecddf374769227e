"""How little two regions overlap."""

from __future__ import annotations

from typing import Any, ClassVar

from dlcli.parts.losses._loss import LabelForm, Loss


class Dice(Loss):
    """1 - 2 Σ label · p / (Σ label + Σ p), each sum over a whole example (Milletari et al., 2016).

    For masks: a small region counts as much as a large one. p are probabilities.

    Shapes:
        (batch, …) of 0 and 1, (batch, …) → (batch,).

    Example:
        type: dice
    """

    takes: ClassVar[LabelForm] = "binary"

    def build(self, **more: Any) -> Any:
        # Keras's own adds up over the whole batch, so that an example's loss would depend on its neighbours.
        from dlcli.keras_objects.dice import ExampleDice

        return ExampleDice(reduction=None, **more)
