"""A training tried out: its first update, one batch learned by heart, how long an epoch takes, and how much memory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite
from time import perf_counter

from dlcli.build.opened import Opened
from dlcli.build.strategy import Distribution
from dlcli.build.task import Task, build_task
from dlcli.recipe.memory import estimate
from dlcli.run.initial import begin_with
from dlcli.run.steps import Looking, Sums, TrainingCalls
from dlcli.run.update import Updates

LEARNED = 0.1
"""A batch is learned by heart where its loss has fallen to that share."""
MOST_UPDATES, UPDATES_A_LOOK = 400, 20
MOST_SECONDS = 30.0
TIMED = 10


@dataclass(frozen=True)
class ByHeart:
    """One batch, learned again and again: its loss before, and after so many updates."""

    examples: int
    first: float
    last: float
    updates: int

    @property
    def learned(self) -> bool:
        """Whether the network can learn it by heart."""
        return isfinite(self.last) and self.last <= LEARNED * self.first


@dataclass(frozen=True)
class Trial:
    """What trying it out has shown."""

    first_loss: float
    by_heart: ByHeart | None
    """None where the objective has no loss that could fall to nothing."""
    seconds_an_epoch: float
    epochs: float
    memory: int
    """Bytes that weights, optimizer and a batch take, about."""


def trial(opened: Opened, distribution: Distribution) -> Trial:
    """Tries a training out; nothing of it is kept."""
    task = build_task(opened, distribution)
    first, seconds = _first_updates(task)
    recipe = opened.checked.recipe
    comparable = recipe.objective.compares in ("labels", "features") and not recipe.objective.own_loss
    by_heart = _by_heart(opened, distribution) if comparable and isfinite(first) else None
    memory = estimate(recipe, opened.checked.networks.values()).total(opened.batch_size())
    steps = task.pipeline.steps()
    return Trial(first, by_heart, seconds * steps, task.total_steps / steps, memory)


def _first_updates(task: Task) -> tuple[float, float]:
    """The loss of the first batch, and the seconds that an update takes once everything is compiled."""
    begin_with(task)
    task.freezing.changes(0)
    calls = TrainingCalls(Updates(task), task.pipeline)
    batches = task.distribution.iterator(task.pipeline.training(0, task.distribution.share))
    _, sums = calls(batches, 1, 0, Sums())
    began = perf_counter()
    taken, _ = calls(batches, TIMED, 1, Sums())
    return sums.loss_sum / max(sums.examples, 1), (perf_counter() - began) / max(taken, 1)


def _by_heart(opened: Opened, distribution: Distribution) -> ByHeart:
    opened = _of_one_batch(opened)
    task = build_task(opened, distribution)
    begin_with(task)
    calls = TrainingCalls(Updates(task), task.pipeline)
    batches = distribution.iterator(task.pipeline.training(0, distribution.share))
    looking = Looking(
        objective=task.objective,
        scores=(),
        pipeline=task.pipeline,
        split="train",
        jit_compile=False,
        distribution=distribution,
    )

    def loss() -> float:
        sums = looking.total(1, 0, Sums())
        return sums.loss_sum / max(sums.examples, 1)

    examples, before, made, began = len(opened.rows["train"]), loss(), 0, perf_counter()
    found = ByHeart(examples, before, before, 0)
    while made < MOST_UPDATES and not found.learned and perf_counter() - began < MOST_SECONDS:
        calls(batches, UPDATES_A_LOOK, made, Sums())
        made += UPDATES_A_LOOK
        found = replace(found, last=loss(), updates=made)
        if not isfinite(found.last):
            break
    return found


def _of_one_batch(opened: Opened) -> Opened:
    """The same, but that it trains on its first batch alone, and nothing keeps it from learning that by heart."""
    recipe = opened.checked.recipe
    rows = opened.rows["train"][: min(opened.batch_size(), len(opened.rows["train"]))]
    regularization = recipe.regularization.model_copy(
        update={"augmentation": [], "mixing": None, "early_stopping": None, "weight_averaging": None}
    )
    data = recipe.data.model_copy(update={"shuffle": False, "bucket_batches": 1, "resampling": None})
    training = recipe.training.model_copy(
        update={"steps": MOST_UPDATES, "epochs": None, "gradient_accumulation": 1, "on_nan": "stop"}
    )
    changed = recipe.model_copy(update={"regularization": regularization, "data": data, "training": training})
    checked = replace(opened.checked, recipe=changed)
    return replace(opened, checked=checked, rows={"train": rows})
