"""The learning rate of each update of a training, as far as it is known before the data is read."""

from __future__ import annotations

from dataclasses import dataclass

from dlcli.ground.errors import UsageError
from dlcli.parts.part import Part
from dlcli.parts.schedules._schedule import Length, Schedule
from dlcli.recipe.check import Checked
from dlcli.recipe.model import EVERY


@dataclass(frozen=True)
class LearningRates:
    """What the learning rate is at each of `updates` updates, counted from 0."""

    rate: float | Schedule
    updates: int

    @classmethod
    def of(cls, rate: float | Part, training: Length) -> LearningRates:
        """The rates of a training; a schedule without a length of its own lasts as long."""
        assert isinstance(rate, float | Schedule)
        return cls(rate.for_training(training) if isinstance(rate, Schedule) else rate, training.updates)

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


def learning_rates(checked: Checked) -> dict[str, LearningRates]:
    """The learning rates of a recipe's training, as logs call them.

    Raises:
        UsageError: the training's length depends on data that is not here.
    """
    training = checked.recipe.training
    epoch = _updates_an_epoch(checked)
    rates = {name: optimizer.learning_rate for name, optimizer in checked.recipe.optimizers().items()}
    counts_epochs = any(isinstance(each, Schedule) and each.in_updates(2) != each for each in rates.values())
    if epoch is None and (training.steps is None or counts_epochs):
        message = "how many updates an epoch has is not known: the data is not here"
        advice = "put the data there" if counts_epochs else "say how many to draw: --set training.epochs=null"
        raise UsageError(message, help=advice if counts_epochs else f"{advice} --set training.steps=1000")
    length = Length(training.steps or (training.epochs or 1) * (epoch or 1), epoch or 1)
    return {rate_name(name): LearningRates.of(rate, length) for name, rate in rates.items()}


def rate_name(network: str) -> str:
    """What the learning rate of a network's optimizer is called in logs."""
    return "learning_rate" if network == EVERY else f"{network}_learning_rate"


def _updates_an_epoch(checked: Checked) -> int | None:
    """None where the number of examples is not known."""
    recipe, examples = checked.recipe, _training_examples(checked)
    if examples is None:
        return None
    batches = 1 if recipe.data.batch_size == "full" else -(-examples // recipe.data.batch_size)
    return -(-batches // recipe.batches_an_update())


def _training_examples(checked: Checked) -> int | None:
    total = checked.facts.sizes.get("train")
    if total is None:
        return None
    split = checked.recipe.data.split
    sizes = split.model_copy(update={"stratify": False, "by": None, "group": None}).sizes(total)
    return max(1, sizes["train"]) if sizes else None
