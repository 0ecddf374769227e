"""How many examples each split has, and how many updates the training makes, where that is known beforehand."""

from __future__ import annotations

from collections.abc import Mapping

from dlcli.recipe.rules._subject import Subject


def split_sizes(subject: Subject) -> Mapping[str, int] | None:
    """The examples of `train`, `validation` and `test`; None where the data does not say, or counts by class decide."""
    split, total = subject.recipe.data.split, subject.facts.sizes.get("train")
    fractions = {"test": split.test, "validation": split.validation}
    given = {name: value for name, value in fractions.items() if value is not None}
    if total is None or (given and split.stratify) or not all(isinstance(value, float) for value in given.values()):
        return None
    held_back = {name: round(fraction * total) for name, fraction in given.items()}
    return {"train": max(0, total - sum(held_back.values())), **held_back}


def updates(subject: Subject) -> int | None:
    """The updates of the whole training."""
    training, sizes = subject.recipe.training, split_sizes(subject)
    if training.steps is not None:
        return training.steps
    # With accumulation an update takes several batches.
    if sizes is None or training.epochs is None or getattr(training, "gradient_accumulation", None) not in (None, 1):
        return None
    batch = subject.recipe.data.batch_size
    return training.epochs * (1 if batch == "full" else -(-sizes["train"] // batch))
