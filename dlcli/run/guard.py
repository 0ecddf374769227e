"""What becomes of a training whose numbers are no longer finite: it stops, leaves updates out, or goes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import isfinite

from dlcli.recipe.training import Training
from dlcli.run.checkpoints import Counters
from dlcli.run.divergence import diverged

MOST_BAD_IN_A_ROW = 10
"""A training that leaves out that many updates in a row learns nothing more."""
MOST_ROLLBACKS = 10
"""A training that goes back more often has another trouble than a bad batch."""


class Guard:
    """`training.on_nan` of a recipe."""

    def __init__(self, training: Training) -> None:
        self.rolls_back = training.on_nan == "rollback"
        # Where the loss is scaled an overflow is left out in any case, and is mended until the scale is 1.
        stops = 1 if training.precision == "mixed_float16" else None
        self.most_bad = {"stop": stops, "skip_step": MOST_BAD_IN_A_ROW, "rollback": 1}[training.on_nan]
        """How many updates in a row may be left out before the training ends or goes back; None leaves out none."""

    def diverged(self, now: Counters) -> bool:
        """Whether the updates so far went wrong."""
        return not isfinite(now.loss_sum) or (self.most_bad is not None and now.bad_in_a_row >= self.most_bad)

    def refuse(self, now: Counters, *, rows: Sequence[int], rates: Mapping[str, float]) -> None:
        """Ends the training, unless it may go back; the rows are those of the last update.

        Raises:
            DivergedError: what was seen.
        """
        if self.rolls_back and now.rollbacks < MOST_ROLLBACKS:
            return
        what = "the loss is not finite" if self.most_bad is None else "the loss or a gradient is not finite"
        if self.rolls_back:
            what = f"{what} again, after going back {now.rollbacks} times"
        elif self.most_bad == MOST_BAD_IN_A_ROW:
            what = f"the last {now.bad_in_a_row} updates were not finite and have been left out"
        raise diverged(what, step=now.step, rows=rows, rates=rates)

    def rolled_back(self, before: Counters, bad: Counters) -> Counters:
        """The counters of a checkpoint, with the updates from there to the bad one to be passed over."""
        ranges = (*(each for each in bad.passed_over if each[0] != before.step), (before.step, bad.step))
        return replace(before, passed_over=ranges, rollbacks=bad.rollbacks + 1, back_to=before.step)


def left_out(now: Counters, *, since: int) -> int:
    """How many updates of an epoch, which began at step `since`, are not made."""
    passed = (min(end, now.step) - max(first, since) for first, end in now.passed_over)
    return now.skipped + sum(max(0, each) for each in passed)


def next_update(now: Counters) -> int:
    """The next update that is not passed over."""
    step = now.step
    for first, end in sorted(now.passed_over):
        step = end if first <= step < end else step
    return step
