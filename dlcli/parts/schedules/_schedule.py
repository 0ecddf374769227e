"""What every schedule has: a learning rate for each step, in plain Python and as Keras's object."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar, Self

from dlcli.parts.part import Part


class Schedule(Part):
    """A learning rate that changes with the number of updates."""

    follows_figures: ClassVar[bool] = False
    """Whether it depends on how the training goes, not on the number of updates alone."""

    @abstractmethod
    def value(self, step: int) -> float:
        """The learning rate of update `step`, from 0."""

    def with_length(self, steps: int) -> Self:
        """The same for a training of `steps` updates, where the recipe gives no length of its own."""
        return self

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
