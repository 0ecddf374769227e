"""Learning a code that can be drawn from: the variational autoencoder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from dlcli.parts.facts import Feature, Shape
from dlcli.parts.fields import NotNegative, Positive
from dlcli.parts.objectives._objective import Objective, Wanted


class Vae(Objective):
    """loss = reconstruction + kl_weight · kl, both summed over an example (Kingma and Welling, 2013).

    The encoder has rows called `mean` and `log_variance`, of one shape. The decoder takes `latent`, z = mean + ε ·
    exp(log_variance / 2) with ε from the standard normal; validation, evaluation and the model take z = mean. It gives
    the feature's shape. kl = ½ Σ (exp(log_variance) + mean² - 1 - log_variance), from the standard normal.

    reconstruction is Σ of the loss: with `binary_crossentropy` -log p(x | z) of numbers from 0 to 1; with
    `mean_squared_error` that of a normal with observation_variance v, Σ ((x - output)² / v + log(2π · v)) / 2: then the
    loss is minus the evidence lower bound.

    Example:
        type: vae
        kl_weight: 0.5
    """

    networks: ClassVar[tuple[str, ...]] = ("encoder", "decoder")
    takes_layers: ClassVar[bool] = False
    compares: ClassVar[Literal["labels", "feature", "nothing"]] = "feature"
    usual_loss: ClassVar[str | None] = "mean_squared_error"
    losses: ClassVar[tuple[str, ...]] = ("mean_squared_error", "binary_crossentropy")
    rows: ClassVar[Mapping[str, tuple[str, ...]]] = {"encoder": ("mean", "log_variance")}
    endings: ClassVar[Mapping[str, Literal["score", "feature", "words"]]] = {"decoder": "feature"}

    kl_weight: NotNegative = 1.0
    """By how much kl counts: more than 1 makes codes more independent (β-VAE), less makes sharper outputs."""
    kl_warmup_epochs: NotNegative = 0.0
    """In how many epochs, from the first, kl_weight grows from 0 in a straight line."""
    observation_variance: Positive | None = None
    """The variance of each number around the output, with mean_squared_error. Default: 1."""
    conditional: bool = False
    """Whether the networks may also take the class of the example, a whole number: `from: label`."""

    @property
    def reports(self) -> tuple[str, ...]:
        return ("reconstruction", "kl")

    def inputs(
        self, network: str, features: Mapping[str, Feature], given: Mapping[str, Shape]
    ) -> Mapping[str, Feature]:
        return {"latent": Feature(given.get("encoder.mean"))} if network == "decoder" else features

    def outputs(self, networks: tuple[str, ...], features: Mapping[str, Feature]) -> Mapping[str, Wanted]:
        if len(features) != 1:
            return {}
        ((name, feature),) = features.items()
        return {"decoder": Wanted(feature.shape, name)}

    def idle(self, loss: str) -> str | None:
        if loss != "mean_squared_error" and self.observation_variance is not None:
            return "observation_variance"
        return "kl_warmup_epochs" if self.kl_warmup_epochs and not self.kl_weight else None

    def build(self, **more: Any) -> Any:
        from dlcli.keras_objects.supervised import answer_of
        from dlcli.keras_objects.vae import VaeStep

        (head,) = more["heads"]
        return VaeStep(
            networks=more["networks"],
            takes=more["takes"],
            feature=head.label,
            label=more["label"],
            answer=answer_of(head.loss),
            variance=(self.observation_variance or 1.0) if head.loss.word == "mean_squared_error" else None,
            kl_weight=self.kl_weight,
            warmup=self.kl_warmup_epochs * more["batches"],
        )
