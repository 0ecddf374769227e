"""The learning-rate range test (Smith, 2015, section 3.3): the rate grows with each update, the loss is watched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import exp, isfinite, log

from dlcli.build.opened import Opened, open_data
from dlcli.build.strategy import Distribution
from dlcli.build.task import Task, build_task
from dlcli.ground.errors import DivergedError, UsageError
from dlcli.parts import shelf
from dlcli.recipe.check import Checked
from dlcli.run.initial import begin_with
from dlcli.run.memory import refuse_too_large
from dlcli.run.steps import Sums, TrainingCalls
from dlcli.run.update import Updates

SMOOTHING = 0.9
"""How much of the moving mean of losses is kept at each update."""
BELOW_THE_LEAST = 10
"""By what the rate of the least loss is divided."""
TOO_LARGE = 4
"""The test ends where the smoothed loss is so many times the least."""


@dataclass(frozen=True)
class Point:
    """An update: the rate by which it went, the loss of its batch before it, and the mean of those so far."""

    learning_rate: float
    loss: float
    smoothed: float


@dataclass(frozen=True)
class Range:
    """What the test saw."""

    points: tuple[Point, ...]
    diverged: bool
    """Whether it ended because the loss grew too large."""

    def least(self) -> Point:
        """Where the smoothed loss is least."""
        return min(self.points, key=lambda point: point.smoothed)

    def suggested(self) -> float | None:
        """A tenth of the rate at which the smoothed loss is least; None where it never fell."""
        least = self.least()
        return None if least is self.points[0] else least.learning_rate / BELOW_THE_LEAST

    def still_falls(self) -> bool:
        """Whether the loss was least at the end, so that larger rates may be better yet."""
        return not self.diverged and self.least() is self.points[-1]


def range_test(
    checked: Checked,
    *,
    low: float,
    high: float,
    steps: int,
    distribution: Distribution,
    progress: Callable[[int], None] = lambda _: None,
) -> Range:
    """Trains a recipe's network while its learning rate grows by the same factor from update to update.

    Args:
        checked: the recipe; its own learning rate, early stopping and averages are left aside.
        low: the rate of the first update, above 0.
        high: the rate of the last one, above `low`.
        steps: how many updates there are, 2 or more.
        distribution: the devices.
        progress: is told how many updates were made.

    Raises:
        UsageError: the networks have an optimizer each.
        DivergedError: not even the first loss is finite.
        DataError: the data is missing or wrong.
    """
    if isinstance(checked.recipe.optimizer, dict):
        message = "the networks have an optimizer each, and the test tries one rate"
        raise UsageError(message, where="optimizer", help="test with one for all: --set optimizer=adam")
    opened = _with_growing_rate(open_data(checked), low=low, high=high, steps=steps)
    refuse_too_large(opened, distribution)
    points: list[Point] = []
    mean, least = 0.0, float("inf")
    for number, loss in enumerate(_losses(build_task(opened, distribution)), 1):
        if not isfinite(loss):
            break
        mean = SMOOTHING * mean + (1 - SMOOTHING) * loss
        smoothed = mean / (1 - SMOOTHING**number)
        points.append(Point(exp(log(low) + (number - 1) / (steps - 1) * log(high / low)), loss, smoothed))
        least = min(least, smoothed)
        progress(number)
        # Losses below 0, as that of cosine similarity, grow by what they had fallen.
        if smoothed > least + max((TOO_LARGE - 1) * abs(least), points[0].loss - least):
            break
    if not points:
        raise DivergedError(
            "the loss is not finite at the first update", help="look at the data and at how the weights begin"
        )
    return Range(tuple(points), diverged=len(points) < steps)


def _losses(task: Task) -> Iterator[float]:
    """The loss of each update's batch, as it was before the update."""
    begin_with(task)
    task.freezing.changes(0)
    calls = TrainingCalls(Updates(task), task.pipeline)
    batches = task.distribution.iterator(task.pipeline.training(0, task.distribution.share))
    for step in range(task.total_steps):
        _, sums = calls(batches, 1, step, Sums())
        yield sums.loss_sum / sums.examples


def _with_growing_rate(opened: Opened, *, low: float, high: float, steps: int) -> Opened:
    recipe = opened.checked.recipe
    assert not isinstance(recipe.optimizer, dict)
    fields = {"initial_learning_rate": low, "decay_rate": high / low, "decay_steps": steps - 1}
    schedule = shelf.part("schedules", "exponential_decay").model_validate(fields)
    changed = recipe.model_copy(
        update={
            "optimizer": recipe.optimizer.model_copy(update={"learning_rate": schedule}),
            "training": recipe.training.model_copy(update={"steps": steps, "epochs": None, "on_nan": "stop"}),
            "regularization": recipe.regularization.model_copy(
                update={"early_stopping": None, "weight_averaging": None}
            ),
        }
    )
    return replace(opened, checked=replace(opened.checked, recipe=changed))
