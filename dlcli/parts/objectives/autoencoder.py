"""Learning to give back what came in, through a code that is smaller or disturbed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from dlcli.parts.facts import Feature, Shape
from dlcli.parts.fields import NotNegative
from dlcli.parts.objectives._objective import SINGLE, Objective, Wanted


class Autoencoder(Objective):
    """The network's output is compared with its own input, behind the transforms; labels are not looked at.

    Either `layers`, or two networks: `encoder` takes the feature, `decoder` takes `code`, the encoder's output, and
    gives the feature's shape. With `noise` the network learns to take noise out again (Vincent et al., 2008).
    A picture that `regularization.augmentation` has changed is both input and target; `noise` is on the input alone.

    Example:
        type: autoencoder
        noise: 0.1
    """

    networks: ClassVar[tuple[str, ...]] = ("encoder", "decoder")
    compares: ClassVar[Literal["labels", "feature", "nothing"]] = "feature"
    usual_loss: ClassVar[str | None] = "mean_squared_error"

    noise: NotNegative = 0.0
    """The standard deviation of the gaussian noise on the input while it learns."""

    def inputs(
        self, network: str, features: Mapping[str, Feature], given: Mapping[str, Shape]
    ) -> Mapping[str, Feature]:
        return {"code": Feature(given.get("encoder"))} if network == "decoder" else features

    def outputs(self, networks: tuple[str, ...], features: Mapping[str, Feature]) -> Mapping[str, Wanted]:
        if len(features) != 1:
            return {}
        ((name, feature),) = features.items()
        return {SINGLE if SINGLE in networks else "decoder": Wanted(feature.shape, name)}

    def build(self, **more: Any) -> Any:
        from dlcli.keras_objects.autoencoder import AutoencoderStep
        from dlcli.keras_objects.supervised import answer_of

        (head,) = more["heads"]
        return AutoencoderStep(
            networks=more["networks"],
            takes=more["takes"],
            feature=head.label,
            answer=answer_of(head.loss),
            noise=self.noise,
        )
