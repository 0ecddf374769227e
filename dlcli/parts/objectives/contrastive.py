"""Learning without labels: two views of one example belong together, those of all others do not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from dlcli.parts.facts import Feature, Shape
from dlcli.parts.fields import Positive
from dlcli.parts.objectives._objective import Objective


class Contrastive(Objective):
    """Two views of each example, made by `regularization.augmentation`, are to be told from those of all others.

    `encoder` takes the feature; `projector` takes `code`, the encoder's output, and gives the numbers whose directions
    are compared. For the view i and the other view j of its example: -log(exp(sᵢⱼ/t) / Σₖ exp(sᵢₖ/t)), over all views
    k of the batch but i itself, s the cosine of two of them and t the temperature (Chen et al., 2020, equation 1).
    Validation is seen in two views as well, the same ones each time.

    `match_accuracy` is how often the other view is the nearest of all. The model that a run stands for is the encoder;
    `training.initial_weights` takes it into a network that learns labels.

    Example:
        type: contrastive
        temperature: 0.1
    """

    networks: ClassVar[tuple[str, ...]] = ("encoder", "projector")
    takes_layers: ClassVar[bool] = False
    compares: ClassVar[Literal["labels", "feature", "nothing"]] = "nothing"
    own_loss: ClassVar[bool] = True
    stands_for: ClassVar[str | None] = "encoder"
    shares_rows: ClassVar[bool] = False
    views: ClassVar[int] = 2

    temperature: Positive = 0.1
    """How sharply near is told from far: a small one looks at the nearest views alone."""

    @property
    def reports(self) -> tuple[str, ...]:
        return ("match_accuracy",)

    def inputs(
        self, network: str, features: Mapping[str, Feature], given: Mapping[str, Shape]
    ) -> Mapping[str, Feature]:
        return {"code": Feature(given.get("encoder"))} if network == "projector" else features

    def build(self, **more: Any) -> Any:
        from dlcli.keras_objects.contrastive import ContrastiveStep

        size = more["batch_size"]
        return ContrastiveStep(networks=more["networks"], temperature=self.temperature, batch_size=size)
