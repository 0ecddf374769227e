"""class Recipe and its sections: what may be written, and what stands where nothing is."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ModelWrapValidatorHandler, ValidationError, model_validator
from pydantic_core import InitErrorDetails

from dlcli.parts.augmentations._augmentation import Augmentation
from dlcli.parts.by_output import ByOutput
from dlcli.parts.fields import Count, CountFromZero, Fraction, Momentum, Name, NotNegative, Number, Whole
from dlcli.parts.layers._layer import Layer, Regularizer
from dlcli.parts.losses._loss import Loss
from dlcli.parts.metrics._metric import Metric
from dlcli.parts.objectives._objective import SINGLE, Objective
from dlcli.parts.optimizers._optimizer import Optimizer
from dlcli.parts.part import Of, Spec, default_word, problem, with_owner
from dlcli.parts.sources._source import Source
from dlcli.parts.strategies._strategy import Strategy
from dlcli.parts.transforms._transform import Transform
from dlcli.recipe.expect import expectations

Precision = Literal["float32", "float64", "mixed_bfloat16", "mixed_float16"]
Rows = list[Annotated[Layer, Of("layers")]]
Transforms = list[Annotated[Transform, Of("transforms")]]


def _batch_size(value: object) -> object:
    if value == "full":
        return value
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise problem("wrong-value", "", expected="a positive whole number, or full", value=value)
    return value


class Split(Spec):
    """Which examples are held back: fractions of all, or of the training part where the source has a test split."""

    validation: Fraction | None = None
    """The share that says after each epoch how good the network is. Example: `validation: 0.1`."""
    test: Fraction | None = None
    """The share that is looked at once, when the training has ended. Example: `test: 0.2`."""
    stratify: bool = False
    """Whether each class gives the same share of its examples. Example: `stratify: true`."""

    @classmethod
    def title(cls) -> str:
        return "data.split"


class Data(Spec):
    """What is learned from."""

    source: Annotated[Source, Of("sources")]
    """Where the examples come from. Example: `source: {type: animals, classes: [cat, dog]}`."""
    expect: Annotated[dict[str, object], AfterValidator(expectations)] | None = None
    """The shapes and classes of data that is not here or does not say; compared with it where it does.
    Example: `expect: {image: [28, 28, 1], classes: 10}`."""
    split: Split = Field(default_factory=Split)
    """Which examples are held back from training. Default: the source's own split.
    Example: `split: {validation: 0.1, test: 0.2}`."""
    transforms: Transforms = Field(default_factory=list)
    """What becomes of each example before it enters the network, in this order; saved with the model.
    Example: `transforms: [{type: scale_to, range: [0, 1]}]`."""
    batch_size: Annotated[int | Literal["full"], BeforeValidator(_batch_size)] = 32
    """How many examples one forward pass takes, over all devices; `full` takes all of them.
    Example: `batch_size: 64`."""
    shuffle: bool = True
    """Whether each epoch takes the training examples in a new order. Example: `shuffle: false`."""
    timeout: Count = 300
    """After how many seconds in which no batch comes and nothing is computed the training ends, as its input is stuck.
    Example: `timeout: 60`."""


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
    """Averages the weights over the updates; validation and the finished model take the averages."""

    momentum: Momentum = 0.99
    """How much of the average stays at each update: average = momentum · average + (1 - momentum) · weight.
    Example: `momentum: 0.999`."""

    @classmethod
    def title(cls) -> str:
        return "weight_averaging"


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
    weight_averaging: WeightAveraging | None = None
    """Whether the weights are averaged over the updates, and how. Example: `weight_averaging: {momentum: 0.99}`."""


class Checkpointing(Spec):
    """When the state is saved, and how many of the last states are kept beside the best one."""

    every_epochs: Count | None = None
    """How many epochs lie between two checkpoints. Default: 1, or what takes a second. Example: `every_epochs: 5`."""
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
    to the last checkpoint and past the updates since. Example: `on_nan: skip_step`."""
    checkpoint: Checkpointing = Field(default_factory=Checkpointing)
    """When the state is saved, so that an interrupted training can go on.
    Example: `checkpoint: {every_epochs: 1, keep: 2}`."""

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
    """What the runs of this recipe are called. Default: the file's name without its ending.
    Example: `name: my_network`."""
    description: str | None = None
    """A text for people. Example: `description: A first try at telling cats from dogs.`."""
    seed: Annotated[int, AfterValidator(_int32)] = 0
    """From where everything random is drawn: weights, splits, order, dropout. Example: `seed: 7`."""
    data: Data
    """What is learned from: the source, the split, the transforms, the batch size.
    Example: `data: {source: iris, split: {validation: 0.1}, batch_size: 64}`."""
    layers: Rows | None = None
    """The network: each row takes the output of the row above it. Default: none, with networks.
    Example: `layers: [flatten, {type: dense, units: "${data.classes}", activation: softmax}]`."""
    networks: dict[Name, Rows] | None = None
    """Several networks by name, in place of layers, where the objective needs them; `from: encoder.ROW` takes a row
    of one above.
    Example: `networks: {encoder: [{type: dense, units: 2}], decoder: [{type: dense, units: "${data.features}"}]}`."""
    objective: Annotated[Objective, Of("objectives")] = default_word("supervised")
    """What is learned from a batch. Example: `objective: supervised`."""
    outputs: dict[Name, Name] | None = None
    """Which row answers which label, where there are several. Example: `outputs: {price: price_head}`."""
    loss: Annotated[Loss | dict[str, Loss], ByOutput("losses")] | None = None
    """What training makes small. Default: by the label (classes: sparse_categorical_crossentropy; one class against
    the rest: binary_crossentropy; numbers: mean_squared_error).
    Example: `loss: {type: sparse_categorical_crossentropy, from_logits: false}`."""
    metrics: Annotated[list[Metric] | dict[str, list[Metric]], ByOutput("metrics", many=True)] | None = None
    """What else is measured after each epoch. Default: [accuracy] for classes, else none.
    Example: `metrics: [accuracy]`."""
    optimizer: Annotated[Optimizer, Of("optimizers")] = default_word("adam")
    """By which rule the weights move. Example: `optimizer: {type: adam, learning_rate: 0.001}`."""
    regularization: Regularization = Field(default_factory=Regularization)
    """What keeps the network from learning its training data by heart. Default: none.
    Example: `regularization: {early_stopping: {patience: 5}}`."""
    training: Training = Field(default_factory=Training)
    """How long is trained, and how. Example: `training: {epochs: 20}`."""
    distribution: Annotated[Strategy, Of("strategies")] = default_word("auto")
    """On which devices is trained. Example: `distribution: {type: one_device, device: "CPU:0"}`."""

    def lists(self) -> dict[str, Rows]:
        """The rows of each network by its name; those of `layers` are called `layers`."""
        return self.networks if self.networks is not None else {SINGLE: self.layers or []}

    @model_validator(mode="wrap")
    @classmethod
    def _one_of_both(cls, value: Any, handler: ModelWrapValidatorHandler[Recipe]) -> Recipe:
        """`layers` or `networks`, told beside every other mistake."""
        found, mistakes = None, list[InitErrorDetails]()
        try:
            found = handler(value)
        except ValidationError as error:
            mistakes += [with_owner(cls, entry) for entry in error.errors(include_url=False)]
        given = [key for key in ("layers", "networks") if isinstance(value, dict) and value.get(key) is not None]
        if len(given) != 1:
            both = problem("both-given", "", first="layers", second="networks", section="a recipe")
            neither = problem("missing-key", "", owner="recipe", part=False, key="layers")
            where = () if given else ("layers",)
            mistakes.append(InitErrorDetails(type=both if given else neither, loc=where, input=value))
        if found is None or mistakes:
            raise ValidationError.from_exception_data(cls.title(), mistakes)
        return found
