"""A schedule comes to its end before the training does."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.parts.part import Part
from dlcli.parts.schedules._schedule import Schedule
from dlcli.parts.schedules.reduce_on_plateau import ReduceOnPlateau
from dlcli.parts.schedules.warmup import Warmup
from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.graph import Where
from dlcli.recipe.rules._subject import Subject
from dlcli.recipe.rules._training import updates

ENDLESS = frozenset({"exponential_decay", "inverse_time_decay"})
"""In these `decay_steps` is a pace and no length."""


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Lengths that were written, against the updates of the training."""
    schedule, total = subject.recipe.optimizer.learning_rate, updates(subject)
    yield from _plateau(subject, schedule)
    if not isinstance(schedule, Schedule) or total is None or getattr(schedule, "unit", "steps") != "steps":
        return
    where: Where = ("optimizer", "learning_rate")
    # What follows a warm-up has its own length, at its own place.
    falls, key = (schedule.then, ("then",)) if isinstance(schedule, Warmup) else (schedule, ())
    warmup, decay = getattr(schedule, "warmup_steps", 0) or 0, getattr(falls, "decay_steps", None)
    if warmup >= total:
        message = f"warmup_steps {warmup} is {_against(warmup, total)} of this training"
        label = "write fewer" + (f", for example {total // 10}" if total >= 10 else "")
        yield Diagnostic("long-warmup", message, subject.place(*where, "warmup_steps"), label, severity="warning")
    elif decay is not None and warmup + decay > total and isinstance(falls, Schedule) and falls.word not in ENDLESS:
        steps = f"decay_steps {decay}" + (f" and warmup_steps {warmup}" if warmup else "")
        message = f"{steps} {'are' if warmup else 'is'} more than the {total} updates of this training"
        label = f"take it out: {falls.word} then ends with the training"
        yield Diagnostic(
            "long-schedule", message, subject.place(*where, *key, "decay_steps"), label, severity="warning"
        )
    yield from _boundaries(subject, schedule, total)


def _plateau(subject: Subject, schedule: float | Part) -> Iterator[Diagnostic]:
    epochs = subject.recipe.training.epochs
    if isinstance(schedule, ReduceOnPlateau) and epochs is not None and schedule.patience >= epochs:
        message = f"{schedule.word} waits {schedule.patience} epochs without progress, the training has {epochs}"
        label = f"write patience: {max(1, epochs // 5)}" if epochs > 1 else "write a number in its place"
        place = subject.place("optimizer", "learning_rate", "patience")
        yield Diagnostic("long-schedule", message, place, label, severity="warning")


def _against(count: int, total: int) -> str:
    return f"all of the {total} updates" if count == total else f"more than the {total} updates"


def _boundaries(subject: Subject, schedule: Schedule, total: int) -> Iterator[Diagnostic]:
    boundaries, values = getattr(schedule, "boundaries", ()), getattr(schedule, "values", ())
    # Updates are counted from 0, and a boundary itself still has the value before it.
    late = [index for index, boundary in enumerate(boundaries) if boundary >= total - 1]
    if late:
        value = values[late[0] + 1]
        message = f"the training ends after {total} updates, the learning rate {value:g} begins after update"
        place = subject.place("optimizer", "learning_rate", "boundaries", late[0])
        label = f"write less than {total - 1}" if total > 1 else "take it out"
        yield Diagnostic("long-schedule", f"{message} {boundaries[late[0]]}", place, label, severity="warning")
