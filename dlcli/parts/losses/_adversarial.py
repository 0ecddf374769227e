"""What the losses of generative adversarial networks have: they compare the discriminator's outputs with no label."""

from __future__ import annotations

from typing import Any, ClassVar

from dlcli.parts.losses._loss import Loss
from dlcli.parts.part import Part


class Adversarial(Loss):
    """A loss for each of two networks, from what the discriminator gives for real and for generated examples."""

    adversarial: ClassVar[bool] = True

    def build(self, **more: Any) -> Any:
        """Ours: Keras has none."""
        return Part.build(self, **more)
