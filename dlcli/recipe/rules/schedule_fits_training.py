"""A schedule comes to its end before the training does."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.parts.part import Part
from dlcli.parts.schedules._schedule import Schedule
from dlcli.parts.schedules.piecewise_constant_decay import PiecewiseConstantDecay
from dlcli.parts.schedules.reduce_on_plateau import ReduceOnPlateau
from dlcli.parts.schedules.warmup import Warmup
from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.graph import Where
from dlcli.recipe.rules._optimizers import optimizer_place
from dlcli.recipe.rules._subject import Subject
from dlcli.recipe.rules._training import updates, updates_an_epoch

ENDLESS = frozenset({"exponential_decay", "inverse_time_decay"})
"""In these `decay_steps` is a pace and no length."""


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Lengths that were written, against the updates of the training."""
    for network, optimizer in subject.recipe.optimizers().items():
        yield from _of(subject, optimizer.learning_rate, (*optimizer_place(network), "learning_rate"))


def _of(subject: Subject, schedule: float | Part, where: Where) -> Iterator[Diagnostic]:
    yield from _plateau(subject, schedule, where)
    yield from _idle_unit(subject, schedule, where)
    total = updates(subject)
    if not isinstance(schedule, Schedule) or total is None:
        return
    if schedule.in_updates(2) != schedule:
        yield from _in_epochs(subject, schedule, where)
        return
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
    yield from _boundaries(subject, schedule, total, where)


def _in_epochs(subject: Subject, schedule: Schedule, where: Where) -> Iterator[Diagnostic]:
    """The same of lengths in epochs: all of them together against the epochs of the training."""
    epochs, epoch, total = subject.recipe.training.epochs, updates_an_epoch(subject), updates(subject)
    inner = schedule.then if isinstance(schedule, Warmup) else schedule
    if epoch is None or total is None or (isinstance(inner, Schedule) and inner.word in ENDLESS):
        return
    counted = schedule.in_updates(epoch)
    falls = counted.then if isinstance(counted, Warmup) else counted
    numbers = [getattr(counted, "warmup_steps", 0) or 0, getattr(falls, "decay_steps", 0) or 0]
    last = max(sum(numbers), *getattr(falls, "boundaries", (0,)))
    if last > total - 2 * isinstance(falls, PiecewiseConstantDecay):
        message = (
            f"{schedule.word} goes on for {-(-last // epoch)} epochs, the training has {epochs or total / epoch:g}"
        )
        label = "write fewer epochs"
        yield Diagnostic("long-schedule", message, subject.place(*where, "unit"), label, severity="warning")


def _idle_unit(subject: Subject, schedule: float | Part, where: Where) -> Iterator[Diagnostic]:
    """A unit without anything that is counted in it."""
    if not isinstance(schedule, Schedule):
        return
    if getattr(schedule, "unit", "steps") == "epochs" and not any(getattr(schedule, each) for each in schedule.lengths):
        message = f"nothing is counted in epochs: {schedule.word} lasts as long as the training"
        label = f"take it out, or add {schedule.lengths[0]}"
        yield Diagnostic("idle-argument", message, subject.place(*where, "unit"), label)
    if isinstance(schedule, Warmup):
        yield from _idle_unit(subject, schedule.then, (*where, "then"))


def _plateau(subject: Subject, schedule: float | Part, where: Where) -> Iterator[Diagnostic]:
    epochs = subject.recipe.training.epochs
    if isinstance(schedule, ReduceOnPlateau) and epochs is not None and schedule.patience >= epochs:
        message = f"{schedule.word} waits {schedule.patience} epochs without progress, the training has {epochs}"
        label = f"write patience: {max(1, epochs // 5)}" if epochs > 1 else "write a number in its place"
        place = subject.place(*where, "patience")
        yield Diagnostic("long-schedule", message, place, label, severity="warning")


def _against(count: int, total: int) -> str:
    return f"all of the {total} updates" if count == total else f"more than the {total} updates"


def _boundaries(subject: Subject, schedule: Schedule, total: int, where: Where) -> Iterator[Diagnostic]:
    boundaries, values = getattr(schedule, "boundaries", ()), getattr(schedule, "values", ())
    # Updates are counted from 0, and a boundary itself still has the value before it.
    late = [index for index, boundary in enumerate(boundaries) if boundary >= total - 1]
    if late:
        value = values[late[0] + 1]
        message = f"the training ends after {total} updates, the learning rate {value:g} begins after update"
        place = subject.place(*where, "boundaries", late[0])
        label = f"write less than {total - 1}" if total > 1 else "take it out"
        yield Diagnostic("long-schedule", f"{message} {boundaries[late[0]]}", place, label, severity="warning")
