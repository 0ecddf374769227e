"""The one loop: many steps a call, an epoch's figures, controls, checkpoints. It knows no folder and prints nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import isfinite, isnan
from time import monotonic
from typing import Any

from dlcli.build.task import Task
from dlcli.ground.errors import DivergedError, Interrupted
from dlcli.ground.failpoints import failpoint
from dlcli.run.checkpoints import Counters
from dlcli.run.controls.plateau import follow
from dlcli.run.controls.training import Controls, Verdict
from dlcli.run.evaluation import figures, reset
from dlcli.run.events import EpochEnded, Listener, Progressed, StoppedEarly
from dlcli.run.steps import Looking, TrainingCalls

SECONDS_A_CALL = 0.25
"""A call is as long as that at most, so that a signal is heard and progress is seen."""
SECONDS_BETWEEN_SAVES = 1.0
"""Where the recipe does not say when to save: epochs that are shorter than that are not each worth a checkpoint."""

Save = Callable[[Counters], None]


class Engine:
    """Trains a task from a step on."""

    def __init__(
        self, task: Task, *, controls: Controls, listener: Listener, save: Save, signal: Callable[[], int | None]
    ) -> None:
        self._task, self._controls, self._listener, self._save, self._signal = task, controls, listener, save, signal
        jit_compile = bool(task.recipe.training.jit_compile)
        self._calls = TrainingCalls(
            objective=task.objective,
            optimizers=task.optimizers,
            scores=task.scores,
            strategy=task.strategy,
            seed=task.recipe.seed,
            jit_compile=jit_compile,
        )
        self.looking = Looking(objective=task.objective, scores=task.scores, jit_compile=jit_compile)
        validates = "validation" in task.pipeline.splits
        self._validation = task.pipeline.in_order("validation") if validates else None
        self._saved = monotonic()
        self._seconds_a_step = 0.0
        self._called = 0

    def train(self, start: Counters) -> Counters:
        """Takes every step that is left.

        Raises:
            DivergedError: a loss was not finite.
            Interrupted: a signal came; the state is saved.
        """
        task, now = self._task, start
        if now.figures is None and (now.step >= task.total_steps or self._controls.stopped is not None):
            return now
        per_epoch = task.pipeline.steps()
        batches = iter(task.pipeline.training(now.step))
        if now.step % per_epoch == 0:
            reset(self._task.scores)
        while now.figures is not None or now.step < task.total_steps:
            began = monotonic()
            if now.figures is None:
                epoch_end = min((now.step // per_epoch + 1) * per_epoch, task.total_steps)
                now = self._to_epoch_end(batches, now, epoch_end, per_epoch)
            now, stopped = self._close_epoch(now, began)
            if stopped is not None:
                self._listener(StoppedEarly(now.epoch, stopped))
                break
        return now

    def _to_epoch_end(self, batches: Any, now: Counters, end: int, per_epoch: int) -> Counters:
        every = self._task.recipe.training.checkpoint.every_steps
        while now.step < end:
            goal = min(end, (now.step // every + 1) * every) if every else end
            now = self._call(batches, now, min(self._steps_now(), goal - now.step), per_epoch)
            failpoint("train.step")
            number = self._signal()
            due = every is not None and now.step % every == 0
            if now.step < end and (due or number is not None):
                self._keep(now)
            if number is not None and now.step < end:
                raise Interrupted(number, where=f"step {now.step}")
        return now

    def _call(self, batches: Any, now: Counters, steps: int, per_epoch: int) -> Counters:
        began = monotonic()
        taken, loss_sum, examples = self._calls(batches, steps, now.step, (now.loss_sum, now.examples))
        if self._called:
            self._seconds_a_step = (monotonic() - began) / max(taken, 1)
        self._called += 1
        after = Counters(now.step + taken, now.epoch, loss_sum, examples, now.controls)
        if not isfinite(loss_sum):
            raise DivergedError(
                f"the loss is {'not a number' if isnan(loss_sum) else 'infinite'}",
                where=f"step {after.step}",
                help="try a smaller learning_rate, or clipnorm: 1.0 in the optimizer",
            )
        first = (after.step - 1) // per_epoch * per_epoch
        mean = loss_sum / examples if examples else 0.0
        total = self._task.total_steps
        self._listener(Progressed(after.step, total, after.epoch + 1, after.step - first, per_epoch, mean))
        return after

    def _steps_now(self) -> int:
        """One step first, a few to measure, then as many as fit into the time of a call."""
        most = int(self._task.recipe.training.steps_per_execution)
        if self._called < 2:
            return min(most, 1 if self._called == 0 else 4)
        return max(1, min(most, int(SECONDS_A_CALL / max(self._seconds_a_step, 1e-6))))

    def _close_epoch(self, now: Counters, began: float) -> tuple[Counters, str | None]:
        """The epoch's figures, the controls' verdict, the checkpoint."""
        task = self._task
        found = dict(now.figures or {"loss": now.loss_sum / now.examples})
        if now.figures is None:
            found.update({score.name: score.result() for score in task.scores})
        found |= self._validated(replace(now, figures=found))
        now = Counters(now.step, now.epoch + 1)
        verdict = self._controls.see(found, step=now.step, epoch=now.epoch)
        now = Counters(now.step, now.epoch, controls=self._controls.state())
        follow(task.optimizers.values(), verdict.falls_to)
        self._listener(self._ended(now, found, monotonic() - began, verdict))
        number = self._signal()
        last = now.step >= task.total_steps or verdict.stop is not None
        reset(self._task.scores)
        if verdict.best or last or number is not None or self._due(now):
            self._keep(now)
        if number is not None and not last:
            raise Interrupted(number, where=f"step {now.step}")
        return now, verdict.stop

    def _ended(self, now: Counters, found: dict[str, float], seconds: float, verdict: Verdict) -> EpochEnded:
        rates = (verdict.learning_rate, verdict.falls_to)
        return EpochEnded(now.epoch, now.step, self._task.total_steps, found, seconds, verdict.best, *rates)

    def _validated(self, now: Counters) -> dict[str, float]:
        """The figures of the validation split; a signal ends the look at it, which a resumed run takes again."""
        if self._validation is None:
            return {}
        seen = figures(self.looking, self._task.scores, self._validation, self._signal)
        if seen is None:
            reset(self._task.scores)
            self._keep(now)
            raise Interrupted(self._signal() or 0, where=f"step {now.step}, before its validation")
        return {f"val_{name}": value for name, value in seen.items()}

    def _due(self, now: Counters) -> bool:
        """Whether the end of an epoch is a time to save."""
        settings = self._task.recipe.training.checkpoint
        if settings.every_epochs is not None:
            return now.epoch % settings.every_epochs == 0
        return settings.every_steps is None and monotonic() - self._saved >= SECONDS_BETWEEN_SAVES

    def _keep(self, now: Counters) -> None:
        self._save(now)
        self._saved = monotonic()
