"""The section `training`: how long, how, and how often the state is saved."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from dlcli.parts.fields import Count, Whole
from dlcli.parts.part import Spec, problem
from dlcli.recipe.transfer import Freeze, InitialWeights

Precision = Literal["float32", "float64", "mixed_bfloat16", "mixed_float16"]


class Checkpointing(Spec):
    """When the state is saved, and how many of the last states are kept beside the best one."""

    every_epochs: Count | None = None
    """How many epochs lie between two checkpoints; a best epoch is saved as well. Default: 1, or as many as take a
    second and 20 times as long as the last checkpoint took, but no more than 5 minutes. Example: `every_epochs: 5`."""
    every_steps: Count | None = None
    """How many updates lie between two checkpoints. Example: `every_steps: 1000`."""
    keep: Count = 2
    """How many of the newest checkpoints stay on the disk. Example: `keep: 5`."""

    @classmethod
    def title(cls) -> str:
        return "training.checkpoint"

    def model_post_init(self, _: object) -> None:
        if self.every_epochs is not None and self.every_steps is not None:
            raise problem("both-given", "", first="every_epochs", second="every_steps", section="training.checkpoint")


class Training(Spec):
    """How long, and how."""

    epochs: Count | None = None
    """How often the training goes through all training examples. Default: 10, without steps. Example: `epochs: 20`."""
    steps: Count | None = None
    """How many updates of the weights the training makes, in place of epochs. Example: `steps: 5000`."""
    jit_compile: Literal["auto"] | bool = "auto"
    """Whether XLA compiles the step; auto does it on a CPU in long trainings of networks without convolutions.
    Example: `jit_compile: true`."""
    precision: Precision = "float32"
    """In which numbers is computed. The mixed ones keep the weights in float32 and compute in 16 bits, but for the
    rows that give outputs: faster on a GPU, slower on most CPUs. Example: `precision: mixed_float16`."""
    steps_per_execution: Annotated[
        int | Literal["auto"], BeforeValidator(lambda value: value if value == "auto" else Whole().read(value))
    ] = "auto"
    """How many updates one call into TensorFlow makes: more is faster and reports less often; auto takes 64.
    Example: `steps_per_execution: 16`."""
    gradient_accumulation: Count = 1
    """How many batches an update sees: their gradients are added up, as if they were one batch that does not fit into
    memory; batch normalization still looks at each by itself. Example: `gradient_accumulation: 4`."""
    on_nan: Literal["stop", "skip_step", "rollback"] = "stop"
    """What becomes of a loss that is not finite: the training stops; the update is left out; or training goes back
    to the last checkpoint and past the updates since. The last two look at gradients too, and stop after 10 updates in
    a row or 10 ways back. Example: `on_nan: skip_step`."""
    initial_weights: InitialWeights | None = None
    """Weights of another training to begin with. Default: random ones.
    Example: `initial_weights: {checkpoint: ../runs/my_network/latest}`."""
    freeze: Freeze | None = None
    """Which rows are not trained, or not yet. Default: none. Example: `freeze: {all_but_last: 1}`."""
    checkpoint: Checkpointing = Field(default_factory=Checkpointing)
    """When the state is saved, so that an interrupted training can go on.
    Example: `checkpoint: {every_epochs: 1, keep: 2}`."""

    def model_post_init(self, _: object) -> None:
        if self.epochs is not None and self.steps is not None:
            raise problem("both-given", "", first="epochs", second="steps", section="training")
