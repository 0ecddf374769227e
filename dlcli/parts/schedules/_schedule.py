"""What every schedule has: a learning rate for each step, in plain Python and as Keras's object."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar, Literal, NamedTuple, Self

from dlcli.parts.part import Part

Unit = Literal["steps", "epochs"]
"""In what a schedule counts: updates or epochs."""


class Length(NamedTuple):
    """How long a training is."""

    updates: int
    epoch: int
    """The updates of an epoch."""


class Schedule(Part):
    """A learning rate that changes with the number of updates."""

    own: ClassVar[frozenset[str]] = frozenset({"unit"})
    lengths: ClassVar[tuple[str, ...]] = ()
    """The fields that count updates, or epochs where `unit` says so."""

    follows_figures: ClassVar[bool] = False
    """Whether it depends on how the training goes, not on the number of updates alone."""

    @abstractmethod
    def value(self, step: int) -> float:
        """The learning rate of update `step`, from 0."""

    def with_length(self, steps: int) -> Self:
        """The same for a training of `steps` updates, where the recipe gives no length of its own."""
        return self

    def in_updates(self, epoch: int) -> Self:
        """The same with every length in updates, of which an epoch has so many."""
        if getattr(self, "unit", "steps") != "epochs":
            return self
        given = {name: getattr(self, name) for name in self.lengths}
        return self.model_copy(
            update={**{name: self._long(each, epoch) for name, each in given.items()}, "unit": "steps"}
        )

    def _long(self, epochs: Any, epoch: int) -> Any:
        return None if epochs is None else epochs * epoch

    def for_training(self, training: Length) -> Self:
        """The same with all that depends on how long a training is."""
        return self.in_updates(training.epoch).with_length(training.updates)

    def build(self, **more: Any) -> Any:
        """Keras's schedule."""
        from keras.optimizers import schedules

        name = "".join(piece.capitalize() for piece in (self.keras_name or self.word).split("_"))
        return getattr(schedules, name)(**{**self.arguments(), **more})


def length(decay_steps: int | None, schedule: Schedule) -> int:
    """The length that the recipe or `with_length` gave.

    Raises:
        ValueError: neither did.
    """
    if decay_steps is None:
        raise ValueError(f"{schedule.word} has no decay_steps: call with_length first")
    return decay_steps
