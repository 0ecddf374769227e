"""How little two regions overlap, with misses and false alarms weighed apart."""

from __future__ import annotations

from typing import Any, ClassVar

from dlcli.parts.fields import NotNegative
from dlcli.parts.losses._loss import LabelForm, Loss


class Tversky(Loss):
    """1 - hits / (hits + alpha · misses + beta · false alarms), each summed over a whole example (Salehi et al., 2017).

    hits = Σ label · p, misses = Σ label · (1 - p), false alarms = Σ (1 - label) · p. As in Keras alpha weighs what was
    missed; the paper has it the other way round. With 0.5 and 0.5 it is `dice`.

    Shapes:
        (batch, …) of 0 and 1, (batch, …) → (batch,).

    Example:
        type: tversky
        alpha: 0.7
        beta: 0.3
    """

    takes: ClassVar[LabelForm] = "binary"

    alpha: NotNegative = 0.5
    """The weight of what was missed."""
    beta: NotNegative = 0.5
    """The weight of a false alarm."""

    def build(self, **more: Any) -> Any:
        from dlcli.keras_objects.tversky import ExampleTversky

        return ExampleTversky(alpha=self.alpha, beta=self.beta, reduction=None, **more)
