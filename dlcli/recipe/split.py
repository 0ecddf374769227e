"""The section `data.split`: which examples are held back, and by what they are chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from dlcli.parts.fields import Count, Fraction, Whole
from dlcli.parts.part import Spec, problem

RANDOM, TIME = "random", "time"
FOLD = 1
"""The fold where none is asked for."""


class Split(Spec):
    """Which examples are held back: fractions of all, or of the training part where the source has a test split."""

    validation: Fraction | None = None
    """The share that says after each epoch how good the network is. Example: `validation: 0.1`."""
    test: Fraction | None = None
    """The share that is looked at once, when the training has ended. Example: `test: 0.2`."""
    stratify: bool = False
    """Whether each class gives the same share of its examples. Example: `stratify: true`."""
    by: str | None = None
    """By what examples are chosen: random, from the seed; time, the last ones; or a column, by a digest of its value:
    rows that come later leave the others where they are. Default: random, for windows of a series time.
    Example: `by: time`."""
    group: str | None = None
    """A column whose equal values stay together, in training or out of it. Example: `group: patient`."""
    folds: Annotated[int | None, Whole(2)] = None
    """In how many parts the examples are cut, each of which validates in turn: dlcli train --folds trains so many
    networks. Example: `folds: 5`."""
    fold: Count | None = None
    """Which of the folds validates, from 1: dlcli train --fold says it too. Default: 1. Example: `fold: 3`."""

    @classmethod
    def title(cls) -> str:
        return "data.split"

    def model_post_init(self, _: object) -> None:
        if self.folds is not None and self.validation is not None:
            raise problem("both-given", "", first="validation", second="folds", section="data.split")

    @property
    def validates(self) -> bool:
        """Whether a validation split is held back."""
        return self.validation is not None or self.folds is not None

    @property
    def column(self) -> str | None:
        """The column by whose values examples are chosen, each value the same way."""
        return self.by if self.by not in (None, RANDOM, TIME) else self.group

    def sizes(self, total: int) -> Mapping[str, int] | None:
        """The examples of `train`, `validation` and `test`; None where the values of the examples decide."""
        if self.stratify or self.column is not None:
            return None
        test = round(self.test * total) if self.test is not None else None
        left = total - (test or 0)
        validation = round(self.validation * total) if self.validation is not None else None
        if self.folds is not None:
            validation = len(range((self.fold or FOLD) - 1, left, self.folds))
        held_back = {name: size for name, size in (("test", test), ("validation", validation)) if size is not None}
        return {"train": max(0, total - sum(held_back.values())), **held_back}
