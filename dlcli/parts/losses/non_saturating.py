"""The usual loss of generative adversarial networks: the generator makes the discriminator say yes."""

from __future__ import annotations

from typing import Any

from dlcli.parts.fields import Momentum
from dlcli.parts.losses._adversarial import Adversarial


class NonSaturating(Adversarial):
    """discriminator: -log D(x) - log(1 - D(G(z))); generator: -log D(G(z)) (Goodfellow et al., 2014, section 3).

    D = sigmoid of the discriminator's output, x a real example, G(z) a generated one. The generator's gradient stays
    large where the discriminator is sure of itself, which that of min_max does not.

    Example:
        type: non_saturating
        label_smoothing: 0.1
    """

    label_smoothing: Momentum = 0.0
    """How far below 1 the real examples' label is: -(1 - s) · log D(x) - s · log(1 - D(x)) (Salimans et al., 2016)."""

    def build(self, **more: Any) -> Any:
        from dlcli.keras_objects.adversarial import NonSaturating as Built

        return Built(label_smoothing=self.label_smoothing)
