"""What watches a figure of the training: early stopping, and a learning rate that falls on a plateau."""

from __future__ import annotations

from typing import Literal, NamedTuple

from dlcli.parts.metrics._metric import Metric
from dlcli.parts.schedules.reduce_on_plateau import ReduceOnPlateau
from dlcli.recipe.graph import Where
from dlcli.recipe.rules._optimizers import optimizer_place
from dlcli.recipe.rules._subject import Subject


class Watch(NamedTuple):
    """One that waits for a figure to get better."""

    name: str
    monitor: str | None
    """None: val_loss."""
    mode: Literal["auto", "min", "max"]
    where: Where


def watches(subject: Subject) -> list[Watch]:
    """All that a recipe has."""
    found = []
    stopping = subject.recipe.regularization.early_stopping
    if stopping is not None:
        section: Where = ("regularization", "early_stopping")
        found.append(Watch("early stopping", stopping.monitor, stopping.mode, section))
    for network, optimizer in subject.recipe.optimizers().items():
        schedule = optimizer.learning_rate
        if isinstance(schedule, ReduceOnPlateau):
            key: Where = (*optimizer_place(network), "learning_rate")
            found.append(Watch(schedule.word, schedule.monitor, schedule.mode, key))
    return found


def watched(subject: Subject, monitor: str) -> Metric | None:
    """The metric behind a figure's name; None for a loss."""
    metrics = {head.figure(metric): metric for head in subject.heads for metric in head.metrics}
    return metrics.get(monitor.removeprefix("val_"))
