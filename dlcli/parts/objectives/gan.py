"""Learning to make examples that cannot be told from real ones: generative adversarial networks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from dlcli.parts.facts import Feature, Shape
from dlcli.parts.fields import Count, NotNegative
from dlcli.parts.objectives._objective import Objective, Wanted


class Gan(Objective):
    """A generator makes examples of noise, a discriminator tells them from real ones (Goodfellow et al., 2014).

    The generator takes `noise`, numbers from the standard normal, and gives the feature's shape; the discriminator
    takes the feature and gives one number, without an activation: the loss makes a probability of it. In each update
    the discriminator moves first, then the generator, each by an optimizer of its own. loss is the sum of both losses,
    which says little of how good the examples are: look at them with dlcli sample.

    `real` and `generated` are the mean probability that the discriminator gives to real and to generated examples;
    with the loss wasserstein the mean score. What the model makes is in the range that the transforms end in.

    Example:
        type: gan
        noise: 32
    """

    networks: ClassVar[tuple[str, ...]] = ("generator", "discriminator")
    takes_layers: ClassVar[bool] = False
    compares: ClassVar[Literal["labels", "feature", "nothing"]] = "nothing"
    usual_loss: ClassVar[str | None] = "non_saturating"
    losses: ClassVar[tuple[str, ...]] = ("non_saturating", "min_max", "wasserstein")
    stands_for: ClassVar[str | None] = "generator"
    shares_rows: ClassVar[bool] = False
    phases: ClassVar[int] = 2
    less_is_better: ClassVar[bool] = False
    endings: ClassVar[Mapping[str, Literal["score", "feature", "words"]]] = {
        "generator": "feature",
        "discriminator": "score",
    }

    noise: Count = 64
    """How many numbers the generator is given for an example."""
    discriminator_steps: Count = 1
    """How often the discriminator moves in an update, each time by a batch of its own; the generator moves once."""
    gradient_penalty: NotNegative = 0.0
    """By how much (‖∇f(x̂)‖ - 1)² counts for the discriminator f, x̂ drawn between a real and a generated example
    (Gulrajani et al., 2017): usually 10 with the loss wasserstein."""
    conditional: bool = False
    """Whether the networks may also take the class of the example, a whole number: `from: label`."""

    @property
    def rounds(self) -> int:
        return self.discriminator_steps

    @property
    def reports(self) -> tuple[str, ...]:
        penalty = ("gradient_penalty",) if self.gradient_penalty else ()
        return ("discriminator_loss", "generator_loss", "real", "generated", *penalty)

    def inputs(
        self, network: str, features: Mapping[str, Feature], given: Mapping[str, Shape]
    ) -> Mapping[str, Feature]:
        return {"noise": Feature((self.noise,))} if network == "generator" else features

    def outputs(self, networks: tuple[str, ...], features: Mapping[str, Feature]) -> Mapping[str, Wanted]:
        score = {"discriminator": Wanted((1,), "its judgement")}
        if len(features) != 1:
            return score
        ((name, feature),) = features.items()
        return {**score, "generator": Wanted(feature.shape, name)}

    def build(self, **more: Any) -> Any:
        from dlcli.keras_objects.gan import GanStep

        return GanStep(
            networks=more["networks"],
            takes=more["takes"],
            feature=more["feature"],
            label=more["label"],
            loss=more["loss"].build(),
            share=more["loss"].weight,
            noise=self.noise,
            penalty=self.gradient_penalty,
        )
