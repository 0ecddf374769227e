"""The sections `training.freeze` and `training.initial_weights`: what a network brings along, and what of it stays."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from dlcli.parts.fields import Count, DataPath, Name
from dlcli.parts.part import Spec, problem

Application = Literal["densenet121", "mobilenet_v2", "resnet50", "resnet101", "resnet152", "vgg16", "vgg19"]

PREPARED: dict[str, str] = {
    "densenet121": "torch", "mobilenet_v2": "tf", "resnet50": "caffe", "resnet101": "caffe", "resnet152": "caffe",
    "vgg16": "caffe", "vgg19": "caffe",
}  # fmt: skip
"""By which mode of `imagenet_preprocessing` each of them saw its pictures."""


class Freeze(Spec):
    """Which rows keep their weights as they are; batch normalization in them keeps its moments too."""

    rows: list[str] | None = None
    """Rows by their paths, as dlcli summary shows them; * stands for any text, and what a name has inside is meant
    too. Example: `rows: [dense]`."""
    all_but_last: Count | None = None
    """How many of the last rows with weights are trained, all others being frozen. Example: `all_but_last: 1`."""
    until_epoch: Count | None = None
    """After how many epochs the frozen rows are trained as well. Default: never.
    Example: `{rows: [dense], until_epoch: 3}`."""

    @classmethod
    def title(cls) -> str:
        return "training.freeze"

    def model_post_init(self, _: object) -> None:
        if self.rows is not None and self.all_but_last is not None:
            raise problem("both-given", "", first="rows", second="all_but_last", section="training.freeze")
        if self.rows is None and self.all_but_last is None:
            raise problem("missing-key", "", owner="training.freeze", part=False, key="rows")


class InitialWeights(Spec):
    """Weights that stand at the start in place of random ones, row by row where name and shape are the same."""

    application: Application | None = None
    """A network of keras.applications with what it learned on ImageNet, for the recipe of the same name: Keras
    downloads the weights. A last row of other classes begins at random.
    Example: `application: resnet50`."""
    checkpoint: DataPath | None = None
    """A run's folder, a checkpoint in it or a .keras file, relative to this file.
    Example: `checkpoint: ../runs/my_network/latest`."""
    network: Name | None = None
    """Which of the networks there is taken, where it is to be another than the one of the same name.
    Example: `{checkpoint: codes.keras, network: encoder}`."""
    skip: list[str] = Field(default_factory=list)
    """Rows that begin at random all the same; * stands for any text.
    Example: `{checkpoint: first.keras, skip: [dense]}`."""

    @classmethod
    def title(cls) -> str:
        return "training.initial_weights"

    def model_post_init(self, _: object) -> None:
        if self.application is not None and self.checkpoint is not None:
            raise problem(
                "both-given", "", first="application", second="checkpoint", section="training.initial_weights"
            )
        if self.application is None and self.checkpoint is None:
            raise problem("missing-key", "", owner="training.initial_weights", part=False, key="checkpoint")
        if self.application is not None and self.network is not None:
            raise problem("both-given", "", first="application", second="network", section="training.initial_weights")
