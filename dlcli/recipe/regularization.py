"""The section `regularization`: what keeps a network from learning its training data by heart."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from dlcli.parts.augmentations._augmentation import Augmentation
from dlcli.parts.fields import CountFromZero, Fraction, Momentum, NotNegative, Number, Rate
from dlcli.parts.layers._layer import Regularizer
from dlcli.parts.mixings._mixing import Mixing
from dlcli.parts.part import Of, Spec, problem


class EarlyStopping(Spec):
    """Stops when a monitored figure no longer gets better."""

    monitor: str | None = None
    """The figure that is watched, as the log of an epoch names it. Default: val_loss.
    Example: `monitor: val_accuracy`."""
    patience: CountFromZero = 5
    """How many epochs without a better figure are waited for. Example: `patience: 3`."""
    mode: Literal["auto", "min", "max"] = "auto"
    """Whether a smaller or a larger figure is better; auto knows it for every loss and metric of its own.
    Example: `mode: min`."""
    min_delta: NotNegative = 0.0
    """By how much a figure has to be better to count. Example: `min_delta: 0.001`."""
    baseline: Number | None = None
    """A figure that has to be beaten for an epoch to count as better. Example: `baseline: 0.9`."""
    restore_best_weights: bool = True
    """Whether the weights of the best epoch are what remains. Example: `restore_best_weights: false`."""

    @classmethod
    def title(cls) -> str:
        return "early_stopping"


class WeightAveraging(Spec):
    """Averages the weights over the updates; validation and the finished model take the averages.

    What batch normalization has learned of its inputs is not averaged: it is that of the last updates.
    """

    momentum: Momentum | None = None
    """How much of the average stays at each update: average = momentum · average + (1 - momentum) · weight.
    Default: 0.99, without start. Example: `momentum: 0.999`."""
    start: Rate | None = None
    """After which share of the training the weights of all updates count alike, in place of momentum: stochastic weight
    averaging (Izmailov et al., 2018). Until then there is no average. Example: `start: 0.75`."""

    @classmethod
    def title(cls) -> str:
        return "weight_averaging"

    def model_post_init(self, _: object) -> None:
        if self.momentum is not None and self.start is not None:
            raise problem("both-given", "", first="momentum", second="start", section="weight_averaging")

    def share(self) -> float:
        """The momentum that is given, or the usual one."""
        return 0.99 if self.momentum is None else self.momentum


class Regularization(Spec):
    """What keeps a network from learning its training data by heart."""

    kernel_regularizer: Regularizer = None
    """A penalty on every kernel whose layer names none of its own.
    Example: `kernel_regularizer: {type: l2, l2: 0.0001}`."""
    bias_regularizer: Regularizer = None
    """A penalty on every bias whose layer names none of its own.
    Example: `bias_regularizer: {type: l2, l2: 0.0001}`."""
    activity_regularizer: Regularizer = None
    """A penalty on the output of every layer that names none of its own.
    Example: `activity_regularizer: {type: l1, l1: 0.00001}`."""
    augmentation: list[Annotated[Augmentation, Of("augmentations")]] = Field(default_factory=list)
    """What is changed at random in the training's pictures, behind the transforms: anew in each epoch, the same again
    for one seed. An autoencoder is given, and gives back, the changed picture.
    Example: `augmentation: [{type: random_flip, mode: horizontal}]`."""
    early_stopping: EarlyStopping | None = None
    """When to stop before the last epoch. Example: `early_stopping: {patience: 5}`."""
    label_smoothing: Fraction | None = None
    """How far labels are moved towards equal shares, in each loss that can do so and names no label_smoothing; classes
    without a loss of their own are then compared by categorical_crossentropy. Example: `label_smoothing: 0.1`."""
    mixing: Annotated[Mixing | None, Of("mixings")] = None
    """Whether each training example is mixed with another one, label and all, and how; classes without a loss of their
    own are then compared by categorical_crossentropy. Figures of the training count the label that has the larger
    share. Example: `mixing: {type: mixup, alpha: 0.2}`."""
    weight_averaging: WeightAveraging | None = None
    """Whether the weights are averaged over the updates, and how. Example: `weight_averaging: {momentum: 0.99}`."""
