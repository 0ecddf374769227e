"""An optimizer that was changed for a run that goes on: it has to have the variables that were saved of the old one."""

from __future__ import annotations

from dlcli.ground.errors import CheckpointError
from dlcli.parts.optimizers._optimizer import Optimizer
from dlcli.parts.schedules._schedule import Schedule
from dlcli.recipe.difference import Difference
from dlcli.run.amended import Amendment, in_words


def refuse_other_slots(then: Optimizer, now: Optimizer, amendment: Amendment) -> None:
    """Names the changes by which an optimizer has other variables than before.

    Raises:
        CheckpointError: there are such changes.
    """
    changed: dict[str, Difference] = {}
    for each in amendment.accepted:
        section, _, rest = each.path.partition(".")
        if section == "optimizer":
            changed.setdefault(rest.partition(".")[0], each)
    guilty = []
    for key, difference in changed.items():
        alone = then.model_copy(update={key: getattr(now, key)})
        if _slots(alone) != _slots(then):
            guilty.append(in_words(difference))
    if guilty:
        message = f"{'; '.join(guilty)}: the optimizer then remembers other things than the checkpoint holds"
        raise CheckpointError(message, help="leave that out, or start a new run")


def _slots(optimizer: Optimizer) -> list[str]:
    """What an optimizer remembers, each by its name."""
    import keras

    rate = optimizer.learning_rate
    length = {"learning_rate": rate.with_length(1)} if isinstance(rate, Schedule) else {}
    built = optimizer.model_copy(update=length).build()
    built.build([keras.Variable([0.0], name="weight")])
    return [variable.name for variable in built.variables]
