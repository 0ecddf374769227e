"""The distance by which a critic tells generated examples from real ones."""

from __future__ import annotations

from typing import Any

from dlcli.parts.losses._adversarial import Adversarial


class Wasserstein(Adversarial):
    """discriminator: f(G(z)) - f(x); generator: -f(G(z)) (Arjovsky et al., 2017, equation 2).

    f is the discriminator's output, a score of any size, x a real example, G(z) a generated one. f must not be too
    steep: give the objective a gradient_penalty, usually 10 (Gulrajani et al., 2017).

    Example:
        type: wasserstein
    """

    def build(self, **more: Any) -> Any:
        from dlcli.keras_objects.adversarial import Wasserstein as Built

        return Built()
