"""The one loop: many updates a call, an epoch's figures, controls, checkpoints. It knows no folder, prints nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from time import monotonic
from typing import Any, Protocol

from dlcli.build.task import Task
from dlcli.ground.errors import Interrupted
from dlcli.ground.failpoints import failpoint
from dlcli.recipe.learning_rates import rate_name
from dlcli.run.checkpoints import Counters
from dlcli.run.controls.training import Controls, Verdict
from dlcli.run.evaluation import reset
from dlcli.run.events import EpochEnded, Event, Progressed, RolledBack, Skipped, StoppedEarly
from dlcli.run.guard import Guard, left_out, next_update
from dlcli.run.keeper import Keeper
from dlcli.run.pace import Pace
from dlcli.run.steps import Sums, TrainingCalls
from dlcli.run.together import Together
from dlcli.run.update import Updates
from dlcli.run.validation import Validation


class Records(Protocol):
    """Where states and events go, and states come from."""

    def tell(self, event: Event) -> None:
        """Takes note of an event."""

    def save(self, counters: Counters) -> None:
        """Saves the task's state."""

    def seconds_a_save(self) -> float:
        """How long the last save took, from the copy to the disk."""

    def load(self, step: int) -> Counters:
        """Puts the newest state that was saved up to a step back into the task."""

    def heard(self) -> int | None:
        """The signal that came, if one did."""


class Engine:
    """Trains a task from a step on."""

    def __init__(self, task: Task, *, controls: Controls, records: Records) -> None:
        self._task, self._controls, self._records = task, controls, records
        self._together = Together(task.distribution, records.heard)
        training = task.recipe.training
        self._guard = Guard(training)
        self._calls = self._compiled()
        self._pace = Pace(int(training.steps_per_execution))
        self._validation = Validation(task, self._together)
        self._keeper = Keeper(training, records)
        self._batches: Any = None

    def train(self, start: Counters) -> Counters:
        """Takes every step that is left.

        Raises:
            DivergedError: a loss was not finite.
            Interrupted: a signal came; the state is saved.
        """
        task, now = self._task, start
        self._follow(self._controls.rates())
        if self._controls.stopped is not None:
            return now
        if self._guard.rolls_back and now.back_to is None:
            now = replace(now, back_to=now.step, controls=self._controls.state())
            if now.step == 0:
                self._keeper.keep(now)
        while now.step < task.total_steps or now.step > self._begin(now):
            began = monotonic()
            if now.step == self._begin(now):
                reset(task.scores)
            now = self._to_epoch_end(now)
            now, stopped = self._close_epoch(now, began)
            if stopped is not None:
                self._records.tell(StoppedEarly(now.epoch, stopped))
                break
        return now

    def _compiled(self) -> TrainingCalls:
        task = self._task
        return TrainingCalls(Updates(task), task.pipeline, most_bad=self._guard.most_bad)

    def _begin(self, now: Counters) -> int:
        """The step at which the epoch began that is not closed yet."""
        return min(now.epoch * self._task.pipeline.steps(), self._task.total_steps)

    def _end(self, now: Counters) -> int:
        return min((now.epoch + 1) * self._task.pipeline.steps(), self._task.total_steps)

    def _to_epoch_end(self, now: Counters) -> Counters:
        end = self._end(now)
        while now.step < end:
            left = self._keeper.next_stop(now.step, end) - now.step
            steps, number = self._together.agreed(self._pace.next(left))
            if number is not None:
                self._keeper.keep(now)
                raise Interrupted(number, where=f"step {now.step}")
            now = self._call(now, steps)
            end = self._end(now)
            failpoint("train.step")
            if self._keeper.due_inside(now, end):
                now = self._keeper.keep_asked(now)
        return now

    def _call(self, now: Counters, steps: int) -> Counters:
        """Some updates; where they go wrong, what the recipe says about that."""
        first = next_update(now)
        if first > now.step:
            self._batches = None
            return replace(now, step=min(first, self._end(now)))
        distribution, pipeline = self._task.distribution, self._task.pipeline
        if self._task.freezing.changes(now.epoch):
            self._calls = self._compiled()
        if self._batches is None:
            self._batches = distribution.iterator(pipeline.training(now.step, distribution.share))
        with self._pace.taking(steps):
            taken, sums = self._taken(now, steps)
        after = replace(now, step=now.step + taken, **asdict(sums))
        if self._guard.diverged(after):
            return self._roll_back(after)
        if after.skipped > now.skipped:
            self._records.tell(Skipped(after.step, after.skipped - now.skipped))
        self._progressed(after)
        return after

    def _taken(self, now: Counters, steps: int) -> tuple[int, Sums]:
        """Makes updates; where their input fails, what was learned before is saved."""
        import tensorflow as tf

        before = Sums(now.loss_sum, now.examples, now.skipped, now.bad_in_a_row)
        try:
            return self._calls(self._batches, steps, now.step, before)
        except tf.errors.OpError:
            whole = self._calls.before_failure()
            if whole is not None:
                made, sums = whole
                self._keeper.keep(replace(now, step=now.step + made, **asdict(sums)))
            raise

    def _roll_back(self, after: Counters) -> Counters:
        """Goes back to the newest checkpoint, to pass over what led to the bad update; or ends the training."""
        rows = self._task.pipeline.rows_of_update(after.step - 1)
        self._guard.refuse(after, rows=rows, rates=self._task.learning_rates())
        assert after.back_to is not None
        before = self._records.load(after.back_to)
        self._controls.restore(before.controls)
        self._follow(self._controls.rates())
        back = self._guard.rolled_back(before, after)
        self._records.tell(RolledBack(after.step, back.step))
        self._batches = None
        return back

    def _follow(self, rates: Mapping[str, float]) -> None:
        """The rates stand in what was saved as well, but a run that goes on may have been given others."""
        for mover in self._task.movers.values():
            mover.follow(rates)

    def _progressed(self, now: Counters) -> None:
        task = self._task
        per_epoch, mean = task.pipeline.steps(), now.loss_sum / now.examples if now.examples else 0.0
        of_epoch = now.step - self._begin(now)
        self._records.tell(Progressed(now.step, task.total_steps, now.epoch + 1, of_epoch, per_epoch, mean))

    def _close_epoch(self, now: Counters, began: float) -> tuple[Counters, str | None]:
        """The epoch's figures, the controls' verdict, the checkpoint."""
        task = self._task
        found = {"loss": now.loss_sum / now.examples if now.examples else float("nan")}
        found.update({score.name: score.result() for score in task.scores})
        found.update(self._validated(now))
        closed = replace(now, epoch=now.epoch + 1, loss_sum=0.0, examples=0.0, skipped=0, validated=True)
        verdict = self._controls.see(found, step=now.step, epoch=closed.epoch, updates=task.updates())
        closed = replace(closed, controls=self._controls.state())
        self._follow(verdict.fall_to)
        self._records.tell(self._ended(now, found, monotonic() - began, verdict))
        last = now.step >= task.total_steps or verdict.stop is not None
        reset(task.scores)
        due, number = self._together.agreed(int(verdict.best or last or self._keeper.due_after(closed)))
        if due:
            closed = self._keeper.keep_asked(closed)
        elif number is not None:
            self._keeper.keep(closed)
        if number is not None and not last:
            raise Interrupted(number, where=f"step {now.step}")
        return closed, verdict.stop

    def _validated(self, now: Counters) -> dict[str, float]:
        """The validation's figures; a signal ends it, and a run that goes on from what is saved then looks again."""
        try:
            return self._validation.figures(step=now.step)
        except Interrupted:
            self._keeper.keep(replace(now, validated=False))
            raise

    def _ended(self, now: Counters, found: dict[str, float], seconds: float, verdict: Verdict) -> EpochEnded:
        rates, low = (
            {rate_name(name): rate for name, rate in each.items()} for each in (verdict.rates, verdict.fall_to)
        )
        last = rates, low, self._calls.waiting.share(), left_out(now, since=self._begin(now))
        return EpochEnded(now.epoch + 1, now.step, self._task.total_steps, found, seconds, verdict.best, *last)
