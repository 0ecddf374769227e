"""class Recipe and its sections: what may be written, and what stands where nothing is."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from dlcli.parts.fields import Count, CountFromZero, Fraction, Name, NotNegative, Number, Whole
from dlcli.parts.layers._layer import Layer, Regularizer
from dlcli.parts.losses._loss import Loss
from dlcli.parts.metrics._metric import Metric
from dlcli.parts.objectives._objective import Objective
from dlcli.parts.optimizers._optimizer import Optimizer
from dlcli.parts.part import Of, Spec, default_word, problem
from dlcli.parts.sources._source import Source
from dlcli.parts.strategies._strategy import Strategy
from dlcli.parts.transforms._transform import Transform

Rows = list[Annotated[Layer, Of("layers")]]
Transforms = list[Annotated[Transform, Of("transforms")]]


def _batch_size(value: object) -> object:
    if value == "full":
        return value
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise problem("wrong-value", "", expected="a positive whole number, or full", value=value)
    return value


def _expected(value: dict[str, object]) -> dict[str, object]:
    for key, size in value.items():
        whole = isinstance(size, int) and not isinstance(size, bool) and size > 0
        if key.rpartition(".")[2] in ("classes", "vocabulary") and whole:
            continue
        shape = isinstance(size, list) and all(one is None or Whole().read(one) for one in size)
        if not shape:
            rule = "classes: a positive whole number; a feature or label: a list of sizes, null where one may vary"
            raise problem(
                "wrong-expectation", f"expect takes {rule}", help="expect: {image: [224, 224, 3], classes: 10}"
            )
    return value


class Split(Spec):
    """Which examples are held back: fractions of all, or of the training part where the source has a test split."""

    validation: Fraction | None = None
    test: Fraction | None = None
    stratify: bool = False

    @classmethod
    def title(cls) -> str:
        return "data.split"


class Data(Spec):
    """What is learned from."""

    source: Annotated[Source, Of("sources")]
    expect: Annotated[dict[str, object], AfterValidator(_expected)] | None = None
    split: Split = Field(default_factory=Split)
    transforms: Transforms = Field(default_factory=list)
    batch_size: Annotated[int | Literal["full"], BeforeValidator(_batch_size)] = 32
    shuffle: bool = True


class EarlyStopping(Spec):
    """Stops when a monitored figure no longer gets better."""

    monitor: str | None = None
    patience: CountFromZero = 5
    mode: Literal["auto", "min", "max"] = "auto"
    min_delta: NotNegative = 0.0
    baseline: Number | None = None
    restore_best_weights: bool = True

    @classmethod
    def title(cls) -> str:
        return "early_stopping"


class Regularization(Spec):
    """What keeps a network from learning its training data by heart."""

    kernel_regularizer: Regularizer = None
    bias_regularizer: Regularizer = None
    activity_regularizer: Regularizer = None
    early_stopping: EarlyStopping | None = None


class Checkpointing(Spec):
    """When the state is saved, and how many of the last states are kept beside the best one."""

    every_epochs: Count | None = None
    every_steps: Count | None = None
    keep: Count = 2

    @classmethod
    def title(cls) -> str:
        return "training.checkpoint"

    def model_post_init(self, _: object) -> None:
        if self.every_epochs is not None and self.every_steps is not None:
            raise problem("both-given", "", first="every_epochs", second="every_steps", section="training.checkpoint")


class Training(Spec):
    """How long, and how."""

    epochs: Count | None = None
    steps: Count | None = None
    jit_compile: Literal["auto"] | bool = "auto"
    steps_per_execution: Annotated[
        int | Literal["auto"], BeforeValidator(lambda value: value if value == "auto" else Whole().read(value))
    ] = "auto"
    checkpoint: Checkpointing = Field(default_factory=Checkpointing)

    def model_post_init(self, _: object) -> None:
        if self.epochs is not None and self.steps is not None:
            raise problem("both-given", "", first="epochs", second="steps", section="training")


def _int32(value: int) -> int:
    if not 0 <= value < 2**31:
        raise problem("wrong-value", "", expected="a whole number from 0 to 2147483647", value=value)
    return value


class Recipe(Spec):
    """A whole recipe, without `extends`, `changes`, `vars` and `blocks`: they have been applied."""

    name: Name | None = None
    description: str | None = None
    seed: Annotated[int, AfterValidator(_int32)] = 0
    data: Data
    layers: Rows
    objective: Annotated[Objective, Of("objectives")] = default_word("supervised")
    loss: Annotated[Loss, Of("losses")] | None = None
    metrics: list[Annotated[Metric, Of("metrics")]] | None = None
    optimizer: Annotated[Optimizer, Of("optimizers")] = default_word("adam")
    regularization: Regularization = Field(default_factory=Regularization)
    training: Training = Field(default_factory=Training)
    distribution: Annotated[Strategy, Of("strategies")] = default_word("auto")
