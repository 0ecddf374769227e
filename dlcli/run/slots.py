"""An optimizer that was changed for a run that goes on: it has to have the variables that were saved of the old one."""

from __future__ import annotations

from dlcli.ground.errors import CheckpointError
from dlcli.parts.optimizers._optimizer import Optimizer
from dlcli.parts.schedules._schedule import Length, Schedule
from dlcli.recipe.difference import Difference
from dlcli.recipe.model import EVERY, Recipe
from dlcli.run.amended import Amendment, in_words


def refuse_other_slots(then: Recipe, now: Recipe, amendment: Amendment) -> None:
    """Names the changes by which an optimizer has other variables than before.

    Raises:
        CheckpointError: there are such changes.
    """
    guilty = []
    for network, optimizer in then.optimizers().items():
        after = now.optimizers().get(network)
        changed = _changes(amendment, "optimizer" if network == EVERY else f"optimizer.{network}")
        for key, difference in changed.items():
            alone = optimizer.model_copy(update={key: getattr(after, key)}) if hasattr(after, key) else None
            if alone is None or _slots(alone) != _slots(optimizer):
                guilty.append(in_words(difference))
    if guilty:
        message = f"{'; '.join(guilty)}: the optimizer then remembers other things than the checkpoint holds"
        raise CheckpointError(message, help="leave that out, or start a new run")


def _changes(amendment: Amendment, section: str) -> dict[str, Difference]:
    """The first change of each key of an optimizer."""
    found: dict[str, Difference] = {}
    for each in amendment.accepted:
        if each.path.startswith(f"{section}."):
            found.setdefault(each.path.removeprefix(f"{section}.").partition(".")[0], each)
    return found


def _slots(optimizer: Optimizer) -> list[str]:
    """What an optimizer remembers, each by its name."""
    import keras

    rate = optimizer.learning_rate
    length = {"learning_rate": rate.for_training(Length(1, 1))} if isinstance(rate, Schedule) else {}
    built = optimizer.model_copy(update=length).build()
    built.build([keras.Variable([0.0], name="weight")])
    return [variable.name for variable in built.variables]
