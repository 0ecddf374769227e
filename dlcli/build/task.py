"""Everything that a run needs, built from a checked recipe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dlcli.build.automatic import decided
from dlcli.build.class_weights import ClassWeights, class_weights
from dlcli.build.fitting import fit_transforms
from dlcli.build.freezing import Freezing
from dlcli.build.front import Fitted, Front, build_front
from dlcli.build.inputs import refuse_first_batch
from dlcli.build.kept import chosen_cache
from dlcli.build.mover import Mover, mover_of
from dlcli.build.named import names_of
from dlcli.build.network import build_networks
from dlcli.build.opened import Opened, pipeline_of
from dlcli.build.pipeline import Pipeline
from dlcli.build.precision import set_precision
from dlcli.build.scores import Score, build_scores
from dlcli.build.strategy import Distribution
from dlcli.build.undoing import undo
from dlcli.parts.schedules._schedule import Length
from dlcli.recipe.check import Checked
from dlcli.recipe.learning_rates import rate_name
from dlcli.recipe.model import Recipe

if TYPE_CHECKING:
    import keras

    from dlcli.keras_objects.objective import ObjectiveStep


@dataclass(frozen=True)
class Task:
    """A network with its data, its objective, its optimizer and its strategy, ready to be trained."""

    opened: Opened
    recipe: Recipe
    """With each `auto` decided."""
    pipeline: Pipeline
    front: Front
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

    def length(self) -> Length:
        """How long the training is."""
        return Length(self.total_steps, self.pipeline.steps())

    def updates(self) -> int:
        """How many updates were made."""
        return list(self.movers.values())[-1].updates()

    def learning_rates(self) -> dict[str, float]:
        """The rates now, as logs call them."""
        rates = {network: rate for mover in self.movers.values() for network, rate in mover.learning_rates().items()}
        return {rate_name(network): rate for network, rate in rates.items()}

    @contextmanager
    def averaged(self) -> Iterator[None]:
        """Averaged weights stand in for the weights while this is open, where a recipe averages them."""
        with ExitStack() as stack:
            for mover in self.movers.values():
                if mover.averages is not None:
                    stack.enter_context(mover.averages.in_place())
            yield


def build_objective(
    checked: Checked,
    networks: Mapping[str, keras.Model],
    *,
    weights: Mapping[str, ClassWeights] | None = None,
    batches: int = 1,
    batch_size: int = 1,
    front: Front | None = None,
) -> ObjectiveStep:
    """What computes losses and predictions from a batch.

    `front` brings answers back into the units of labels whose transforms it has. `weights` of classes by label,
    the number of `batches` in an epoch and the most examples in one count in training.
    """
    recipe = checked.recipe
    takes = {name: tuple(network.graph.features()) for name, network in checked.networks.items()}
    found: ObjectiveStep = recipe.objective.build(
        networks=networks,
        takes=takes,
        feature=next(iter(checked.taken()), None),
        label=checked.facts.only_label() if recipe.objective.takes_class else None,
        loss=recipe.loss,
        heads=checked.heads,
        class_weights=weights or {},
        mixed=recipe.regularization.mixing is not None,
        batches=batches,
        batch_size=batch_size,
        undo={head.label: undo(front or {}, head.label) for head in checked.heads},
    )
    return found


def build_task(opened: Opened, distribution: Distribution, fitted: Fitted | None = None) -> Task:
    """Builds everything under the strategy; transforms are fitted unless what they learned is given."""
    checked = opened.checked
    set_precision(checked.recipe)
    if fitted is None:
        fitted = fit_transforms(checked, opened.columns(), opened.rows["train"], opened.learned)
    front = build_front(checked, fitted)
    pipeline = pipeline_of(opened, front)
    refuse_first_batch(pipeline, checked)
    training = checked.recipe.training
    total = training.steps or pipeline.steps() * (training.epochs or 1)
    recipe = decided(checked, distribution.part, updates=total, batch_size=opened.batch_size())
    recipe = _with_found(recipe, opened.loaded.concluded, pipeline)
    with distribution.strategy.scope():
        networks = build_networks(checked, seed=recipe.seed)
        objective = build_objective(
            checked,
            networks,
            weights=class_weights(opened),
            batches=pipeline.batches(),
            batch_size=pipeline.batch_size,
            front=front,
        )
        if distribution.replicas > 1:
            objective.part_replicas()
        length = Length(total, pipeline.steps())
        movers = _movers(checked, recipe, objective, length)
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


def _with_found(recipe: Recipe, concluded: Mapping[str, Any], pipeline: Pipeline) -> Recipe:
    """The recipe with what its source left to the data, and where examples are kept."""
    source = recipe.data.source.model_copy(update=dict(concluded))
    changes = {"source": source, "cache": chosen_cache(pipeline, recipe.data.cache)}
    return recipe.model_copy(update={"data": recipe.data.model_copy(update=changes)})


def _movers(checked: Checked, recipe: Recipe, objective: ObjectiveStep, length: Length) -> dict[str, Mover]:
    """What moves each phase; where the first moves more often, its schedules still go by the last one's updates."""
    found: dict[str, Mover] = {}
    for phase in reversed(objective.phases):
        weights = objective.moved(phase)
        every = [weight for own in weights.values() for weight in own]
        last = next(iter(found.values())) if found and recipe.objective.rounds > 1 else None
        made = last.counted() if last is not None else None
        found[phase.name] = mover_of(recipe, weights, names_of(checked, objective.networks, every), length, made)
    return dict(reversed(found.items()))


def size_scores(
    scores: Sequence[Score], objective: ObjectiveStep, pipeline: Pipeline, distribution: Distribution
) -> None:
    """Lets metrics make the variables that depend on the outputs' shape: a resumed run puts values back into them."""
    import tensorflow as tf

    if all(score.sized for score in scores):
        return
    from dlcli.keras_objects.objective import Draws

    batch = next(iter(pipeline.in_order("train")))
    draws = Draws(pipeline.seed, tf.zeros((), tf.int64))

    def update() -> None:
        outcomes = objective.look(batch, draws)
        for score in scores:
            score.update(outcomes)

    @tf.function(autograph=False)
    def see() -> None:
        distribution.strategy.run(update)

    with distribution.strategy.scope():
        see()
    for score in scores:
        score.reset()
