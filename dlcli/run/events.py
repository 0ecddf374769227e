"""What a run tells whoever looks on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from dlcli.ground.errors import DlcliError

if TYPE_CHECKING:
    from dlcli.build.task import Task
    from dlcli.recipe.check import Checked
    from dlcli.run.evaluation import Evaluation


@dataclass(frozen=True)
class Event:
    """Something that happened."""


@dataclass(frozen=True)
class RecipeRead(Event):
    """The recipe is checked; TensorFlow is loaded next."""

    checked: Checked


@dataclass(frozen=True)
class Warned(Event):
    """Something doubtful that stops nothing, in one line."""

    text: str


@dataclass(frozen=True)
class Leaving(Event):
    """The process ends now, without anything more being saved: a second signal came, or an input that never did."""

    error: DlcliError


@dataclass(frozen=True)
class AlreadyFinished(Event):
    """The run that was to go on is complete."""

    folder: Path
    reason: str = ""
    """Why there is nothing left to train, where it is not that every epoch was taken."""


@dataclass(frozen=True)
class Noted(Event):
    """Something that a person should know, in a line."""

    text: str


@dataclass(frozen=True)
class Started(Event):
    """The task is built; training begins at this step."""

    task: Task
    folder: Path
    first_step: int


@dataclass(frozen=True)
class Progressed(Event):
    """A call of many steps has returned."""

    step: int
    total_steps: int
    epoch: int
    step_of_epoch: int
    steps_per_epoch: int
    loss: float


@dataclass(frozen=True)
class EpochEnded(Event):
    """An epoch is over, and its validation too."""

    epoch: int
    step: int
    total_steps: int
    figures: Mapping[str, float]
    seconds: float
    best: bool
    learning_rates: Mapping[str, float] = field(default_factory=dict)
    """Of the epoch's last update, as logs call them."""
    fall_to: Mapping[str, float] = field(default_factory=dict)
    """The learning rates from now on that fall as the figures say."""
    waited: float = 0.0
    """The share of its training, validation aside, in which the next batch was waited for."""
    skipped: int = 0
    """Its updates that were not made, because they were not finite or led to one that was not."""


@dataclass(frozen=True)
class Skipped(Event):
    """Updates up to this step were left out, because they were not finite."""

    step: int
    updates: int


@dataclass(frozen=True)
class RolledBack(Event):
    """A loss was not finite: training goes on from a checkpoint, past the updates in between."""

    bad: int
    step: int


@dataclass(frozen=True)
class StoppedEarly(Event):
    """Early stopping ended the training."""

    epoch: int
    reason: str


@dataclass(frozen=True)
class Finished(Event):
    """The run is complete; its files are written."""

    folder: Path
    evaluation: Evaluation
    kept: str
    """Which weights `model.keras` holds, in words."""
    wants: str
    """What raw input `model.keras` takes, in words."""
    seconds: float
    inexact: tuple[str, ...] = ()
    """Where the run is not what an uninterrupted one would be, and why."""


@dataclass(frozen=True)
class WorkerWrote(Event):
    """What a worker wrote before it ended without saying why."""

    worker: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class StartedAgain(Event):
    """A worker was lost, and all of them go on from the last checkpoint."""

    reason: str
    step: int | None
    """Where they go on; None where nothing was saved yet."""
    restart: int
    restarts: int


Listener = Callable[[Event], None]


def ignore(_: Event) -> None:
    """A listener that does nothing."""
