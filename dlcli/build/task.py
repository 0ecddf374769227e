"""Everything that a run needs, built from a checked recipe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dlcli.build.augmenting import augmented_by
from dlcli.build.automatic import decided
from dlcli.build.class_weights import ClassWeights, class_weights
from dlcli.build.fitting import fit_transforms
from dlcli.build.freezing import Freezing
from dlcli.build.inputs import refuse_first_batch, refuse_overflow
from dlcli.build.mixing import mixer_of
from dlcli.build.mover import Mover, mover_of
from dlcli.build.named import names_of
from dlcli.build.network import Fitted, build_front, build_networks
from dlcli.build.pipeline import Pipeline, encoded
from dlcli.build.precision import set_precision
from dlcli.build.scores import Score, build_scores
from dlcli.build.splits import split_rows
from dlcli.build.strategy import Distribution
from dlcli.ground.errors import DataError
from dlcli.parts.sources._columns import ArrayColumn
from dlcli.parts.sources._source import Loaded, Source
from dlcli.recipe.check import Checked, check_draft
from dlcli.recipe.diagnostics import RecipeError
from dlcli.recipe.model import Recipe
from dlcli.recipe.paths import with_environment

if TYPE_CHECKING:
    import keras
    import numpy as np

    from dlcli.keras_objects.objective import ObjectiveStep, Phase


@dataclass(frozen=True)
class Opened:
    """A recipe with its data opened: every fact is certain."""

    checked: Checked
    loaded: Loaded
    rows: Mapping[str, np.ndarray]

    def batch_size(self) -> int:
        """The examples in a batch; `full` is all that train."""
        size = self.checked.recipe.data.batch_size
        return len(self.rows["train"]) if size == "full" else int(size)

    def classes(self, label: str) -> tuple[str, ...] | None:
        """The names of a label's classes; of `[negative, positive]` where it is binary."""
        known = self.loaded.facts.labels
        return known[label].names if label in known else None


@dataclass(frozen=True)
class Task:
    """A network with its data, its objective, its optimizer and its strategy, ready to be trained."""

    opened: Opened
    recipe: Recipe
    """With each `auto` decided."""
    pipeline: Pipeline
    front: list[keras.layers.Layer]
    fitted: Fitted
    network: keras.Model
    """The model that the run stands for."""
    objective: ObjectiveStep
    scores: list[Score]
    validation_scores: list[Score]
    """The same figures, counted on their own, so that those of an epoch outlive a validation that is interrupted."""
    movers: Mapping[str, Mover]
    """One for each phase of the objective, by its name."""
    distribution: Distribution
    total_steps: int
    freezing: Freezing

    @contextmanager
    def averaged(self) -> Iterator[None]:
        """Averaged weights stand in for the weights while this is open, where a recipe averages them."""
        with ExitStack() as stack:
            for mover in self.movers.values():
                if mover.averages is not None:
                    stack.enter_context(mover.averages.in_place())
            yield


def open_data(checked: Checked) -> Opened:
    """Opens the source and checks the recipe again with what is certain now.

    Raises:
        DataError: the data is missing or wrong, or it does not fit the recipe.
    """
    source = with_environment(checked.recipe.data.source)
    assert isinstance(source, Source)
    loaded = source.load()
    if loaded.facts != checked.facts:
        try:
            checked = check_draft(checked.draft, loaded.facts)
        except RecipeError as error:
            raise DataFits(error) from None
    if checked.recipe.objective.compares == "labels" and not checked.heads:
        raise DataError("the data has no label to learn", where="data.source", help="name its target or labels")
    refuse_overflow(loaded, checked.recipe)
    return Opened(checked, loaded, split_rows(loaded, checked.recipe.data.split, seed=checked.recipe.seed))


class DataFits(RecipeError):
    """What the data itself shows to be wrong with a recipe: exit code 3."""

    exit_code = 3

    def __init__(self, error: RecipeError) -> None:
        super().__init__(error.diagnostics)


def pipeline_of(opened: Opened, front: list[keras.layers.Layer]) -> Pipeline:
    """The input pipeline of a recipe, with the transforms as Keras layers."""
    from dlcli.keras_objects.sample_weights import SAMPLE_WEIGHTS

    recipe, loaded = opened.checked.recipe, opened.loaded
    set_precision(recipe)
    features = {name: loaded.features[name] for name in opened.checked.taken()}
    labels = {
        head.label: ArrayColumn(
            encoded(loaded.label_values[head.label], head.loss.takes, loaded.facts.labels[head.label].classes)
        )
        for head in opened.checked.heads
        if recipe.objective.compares == "labels"
    }
    if loaded.weights is not None:
        labels[SAMPLE_WEIGHTS] = ArrayColumn(encoded(loaded.weights, "number", None)[:, 0])
    return Pipeline(
        features,
        labels,
        opened.rows,
        front,
        opened.batch_size(),
        recipe.data.shuffle,
        recipe.seed,
        recipe.training.gradient_accumulation,
        augmented_by(opened.checked),
        mixer_of(opened.checked, opened.rows["train"]),
    )


def build_objective(
    checked: Checked,
    networks: Mapping[str, keras.Model],
    weights: Mapping[str, ClassWeights] | None = None,
    batches: int = 1,
) -> ObjectiveStep:
    """What computes losses and predictions from a batch.

    `weights` of classes by label, and the number of `batches` in an epoch, count in training alone.
    """
    takes = {name: tuple(network.graph.features()) for name, network in checked.networks.items()}
    mixed = checked.recipe.regularization.mixing is not None
    found: ObjectiveStep = checked.recipe.objective.build(
        networks=networks,
        takes=takes,
        heads=checked.heads,
        class_weights=weights or {},
        mixed=mixed,
        batches=batches,
    )
    return found


def build_task(opened: Opened, distribution: Distribution, fitted: Fitted | None = None) -> Task:
    """Builds everything under the strategy; transforms are fitted unless what they learned is given."""
    checked = opened.checked
    set_precision(checked.recipe)
    name = checked.facts.only_feature()
    if fitted is None:
        column = opened.loaded.features[name] if name else None
        fitted = fit_transforms(checked, column, opened.rows["train"]) if column is not None else {}
    front = build_front(checked, fitted)
    pipeline = pipeline_of(opened, front)
    refuse_first_batch(pipeline, checked)
    training = checked.recipe.training
    total = training.steps or pipeline.steps() * (training.epochs or 1)
    recipe = decided(checked, distribution.part, updates=total, batch_size=opened.batch_size())
    with distribution.strategy.scope():
        networks = build_networks(checked, seed=recipe.seed)
        objective = build_objective(checked, networks, class_weights(opened), pipeline.batches())
        if distribution.replicas > 1:
            objective.part_replicas()
        movers = {phase.name: _mover(checked, recipe, objective, phase, total) for phase in objective.phases}
        reports = checked.recipe.objective.reports
        scores, validation_scores = build_scores(checked.heads, reports), build_scores(checked.heads, reports)
    for each in (scores, validation_scores):
        size_scores(each, objective, pipeline, distribution)
    return Task(
        opened,
        recipe,
        pipeline,
        front,
        fitted,
        objective.whole(),
        objective,
        scores,
        validation_scores,
        movers,
        distribution,
        total,
        Freezing(checked, objective.networks, movers.values()),
    )


def _mover(checked: Checked, recipe: Recipe, objective: ObjectiveStep, phase: Phase, total: int) -> Mover:
    weights = objective.moved(phase)
    return mover_of(recipe, weights, names_of(checked, objective.networks, weights), total)


def size_scores(
    scores: Sequence[Score], objective: ObjectiveStep, pipeline: Pipeline, distribution: Distribution
) -> None:
    """Lets metrics make the variables that depend on the outputs' shape: a resumed run puts values back into them."""
    import tensorflow as tf

    if all(score.sized for score in scores):
        return
    batch = next(iter(pipeline.in_order("train")))

    def update() -> None:
        outcomes = objective.look(batch)
        for score in scores:
            score.update(outcomes)

    @tf.function(autograph=False)
    def see() -> None:
        distribution.strategy.run(update)

    with distribution.strategy.scope():
        see()
    for score in scores:
        score.reset()
