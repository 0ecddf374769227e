"""class Recipe and its sections: what may be written, and what stands where nothing is."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ModelWrapValidatorHandler, ValidationError, model_validator
from pydantic_core import InitErrorDetails

from dlcli.parts.by_output import ByOutput
from dlcli.parts.fields import Count, Name
from dlcli.parts.layers._layer import Layer
from dlcli.parts.losses._loss import Loss
from dlcli.parts.metrics._metric import Metric
from dlcli.parts.objectives._objective import SINGLE, Objective
from dlcli.parts.optimizers._optimizer import Optimizer
from dlcli.parts.part import Of, Spec, default_word, problem, with_owner
from dlcli.parts.sources._source import Source
from dlcli.parts.strategies._strategy import Strategy
from dlcli.parts.transforms._transform import Transform
from dlcli.recipe.expect import expectations
from dlcli.recipe.regularization import Regularization
from dlcli.recipe.split import Split
from dlcli.recipe.training import Training

EVERY = ""
"""Stands for all networks where one optimizer is named."""
Cache = Literal["auto", "memory", "disk", "none"]
Rows = list[Annotated[Layer, Of("layers")]]


def _batch_size(value: object) -> object:
    if value == "full":
        return value
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise problem("wrong-value", "", expected="a positive whole number, or full", value=value)
    return value


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
    transforms: Annotated[list[Transform] | dict[str, list[Transform]], ByOutput("transforms", many=True)] = Field(
        default_factory=list
    )
    """What becomes of each example before it enters the network, in this order; saved with the model. Lists by feature
    where there are several.
    Example: `transforms: [{type: scale_to, range: [0, 1]}]`."""
    batch_size: Annotated[int | Literal["full"], BeforeValidator(_batch_size)] = 32
    """How many examples one forward pass takes, over all devices: 1 is stochastic gradient descent, `full` (all of
    them) batch gradient descent. Where all do not fit into memory, training.gradient_accumulation adds up smaller ones.
    Example: `batch_size: 64`."""
    shuffle: bool = True
    """Whether each epoch takes the training examples in a new order. Example: `shuffle: false`."""
    resampling: Literal["oversample", "undersample"] | None = None
    """How often the examples of each class are taken in an epoch of training, where classes have unlike numbers of
    them: as often as those of the largest class, some several times, or of the smallest, others in each epoch. What is
    held back stays as it is. Default: each example once. Example: `resampling: oversample`."""
    bucket_batches: Count = 1
    """The examples of how many batches are sorted by the length of their texts, so that a batch holds texts alike in
    length and little is filled up: for texts without output_sequence_length. Example: `bucket_batches: 16`."""
    cache: Cache = "auto"
    """Where examples are kept behind the transforms, so that each is read and decoded once: in memory; on disk, in a
    file of the user's cache, which later runs read too; or none. `auto` keeps pictures and texts in memory that take no
    more than 256 MiB. It changes no number. Example: `cache: disk`."""
    timeout: Count = 300
    """After how many seconds in which no batch comes and nothing is computed the training ends, as its input is stuck.
    Example: `timeout: 60`."""


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
    optimizer: Annotated[Optimizer | dict[str, Optimizer], ByOutput("optimizers", owner=Optimizer)] = default_word(
        "adam"
    )
    """By which rule the weights move; one for each network by its name, where they differ.
    Example: `optimizer: {type: adam, learning_rate: 0.001}`."""
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

    def batches_an_update(self) -> int:
        """How many batches of an epoch an update takes."""
        return self.training.gradient_accumulation * self.objective.rounds

    def optimizers(self) -> dict[str, Optimizer]:
        """The optimizers by the network whose weights they move; one that moves those of all is called ``."""
        return self.optimizer if isinstance(self.optimizer, dict) else {EVERY: self.optimizer}

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
