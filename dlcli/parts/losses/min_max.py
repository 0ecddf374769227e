"""The loss of a game for two: what one network wins, the other loses."""

from __future__ import annotations

from typing import Any

from dlcli.parts.fields import Momentum
from dlcli.parts.losses._adversarial import Adversarial


class MinMax(Adversarial):
    """discriminator: -log D(x) - log(1 - D(G(z))); generator: log(1 - D(G(z))) (Goodfellow et al., 2014, equation 1).

    D = sigmoid of the discriminator's output, x a real example, G(z) a generated one. The generator learns little while
    the discriminator is sure of itself: non_saturating is the usual choice.

    Example:
        type: min_max
        label_smoothing: 0.1
    """

    label_smoothing: Momentum = 0.0
    """How far below 1 the real examples' label is: -(1 - s) · log D(x) - s · log(1 - D(x)) (Salimans et al., 2016)."""

    def build(self, **more: Any) -> Any:
        from dlcli.keras_objects.adversarial import MinMax as Built

        return Built(label_smoothing=self.label_smoothing)
