"""The learning rate of each update of a training, as far as it is known before the data is read."""

from __future__ import annotations

from dataclasses import dataclass

from dlcli.ground.errors import UsageError
from dlcli.parts.part import Part
from dlcli.parts.schedules._schedule import Schedule
from dlcli.recipe.check import Checked


@dataclass(frozen=True)
class LearningRates:
    """What the learning rate is at each of `updates` updates, counted from 0."""

    rate: float | Schedule
    updates: int

    @classmethod
    def of(cls, rate: float | Part, updates: int) -> LearningRates:
        """The rates of a training; a schedule without a length of its own lasts as long."""
        assert isinstance(rate, float | Schedule)
        return cls(rate.with_length(updates) if isinstance(rate, Schedule) else rate, updates)

    @property
    def word(self) -> str | None:
        """The schedule's word; None for a rate that never changes."""
        return self.rate.word if isinstance(self.rate, Schedule) else None

    @property
    def follows_figures(self) -> bool:
        """Whether how it goes on depends on how the training goes."""
        return isinstance(self.rate, Schedule) and self.rate.follows_figures

    def at(self, update: int) -> float:
        """The learning rate of an update."""
        return self.rate.value(update) if isinstance(self.rate, Schedule) else self.rate


def learning_rates(checked: Checked) -> LearningRates:
    """The learning rates of a recipe's training.

    Raises:
        UsageError: the training's length depends on data that is not here.
    """
    length = updates(checked)
    if length is None:
        message = "how many updates the training makes is not known: its data is not here"
        raise UsageError(message, help="say how many to draw: --set training.epochs=null --set training.steps=1000")
    return LearningRates.of(checked.recipe.optimizer.learning_rate, length)


def updates(checked: Checked) -> int | None:
    """How many updates the training makes; None where the number of examples is not known."""
    training = checked.recipe.training
    if training.steps is not None:
        return training.steps
    examples, batch = _training_examples(checked), checked.recipe.data.batch_size
    if examples is None or training.epochs is None:
        return None
    return training.epochs * (1 if batch == "full" else -(-examples // batch))


def _training_examples(checked: Checked) -> int | None:
    total = checked.facts.sizes.get("train")
    if total is None:
        return None
    split = checked.recipe.data.split
    held_back = sum(round(part * total) for part in (split.validation, split.test) if part is not None)
    return max(1, total - held_back)
