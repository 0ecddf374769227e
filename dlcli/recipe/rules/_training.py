"""How many examples each split has, and how many updates the training makes, where that is known beforehand."""

from __future__ import annotations

from collections.abc import Mapping

from dlcli.recipe.rules._subject import Subject


def split_sizes(subject: Subject) -> Mapping[str, int] | None:
    """The examples of `train`, `validation` and `test`; None where the data does not say, or counts by class decide."""
    split, total = subject.recipe.data.split, subject.facts.sizes.get("train")
    # Windows of a series that reach from one split into another belong to none.
    if total is None or subject.recipe.data.source.in_time:
        return None
    return split.sizes(total)


def updates(subject: Subject) -> int | None:
    """The updates of the whole training."""
    training, epoch = subject.recipe.training, updates_an_epoch(subject)
    if training.steps is not None:
        return training.steps
    return None if epoch is None or training.epochs is None else training.epochs * epoch


def updates_an_epoch(subject: Subject) -> int | None:
    """The updates of an epoch."""
    found = batches(subject)
    return None if found is None else -(-found // subject.recipe.batches_an_update())


def batches(subject: Subject) -> int | None:
    """The batches of an epoch."""
    sizes, size = split_sizes(subject), subject.recipe.data.batch_size
    # With resampling the numbers of the classes decide.
    if sizes is None or subject.recipe.data.resampling is not None:
        return None
    return 1 if size == "full" else -(-sizes["train"] // size)
