"""Goes on with a run: from a whole checkpoint, as it was; what differs is named before a step is taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from time import monotonic
from typing import Any

from dlcli.build.opened import open_data
from dlcli.build.strategy import Distribution
from dlcli.build.task import Task, build_task
from dlcli.ground import atomic
from dlcli.ground.errors import CheckpointError
from dlcli.ground.locks import RunLock
from dlcli.parts.schedules._schedule import Schedule
from dlcli.recipe.written import as_yaml
from dlcli.run import changed_data, environment, state
from dlcli.run.amended import Amendment, with_recipe
from dlcli.run.aside import set_aside
from dlcli.run.event_files import cut_events
from dlcli.run.events import AlreadyFinished, Listener, Noted, Warned
from dlcli.run.failures import go_on_with, room_for_weights
from dlcli.run.fitted import read_fitted
from dlcli.run.folder import RunFolder, write_json
from dlcli.run.memory import refuse_too_large
from dlcli.run.plan import Plan
from dlcli.run.points import Point, find_point
from dlcli.run.room import refuse_full
from dlcli.run.signals import Signals
from dlcli.run.slots import refuse_other_slots
from dlcli.run.train import Beginning, run


def resume(
    plan: Plan, *, distribution: Distribution, listener: Listener, signals: Signals, command: Sequence[str]
) -> RunFolder:
    """Goes on from the newest whole checkpoint of a run; a finished run is left as it is, unless it becomes longer.

    Raises:
        CheckpointError: the recipe, the data or the machine is not what the run began with.
    """
    began, folder, chief = monotonic(), plan.folder, distribution.chief
    with RunLock(folder.path) if chief else nullcontext():
        opened = open_data(plan.then)
        amendment = plan.amendment(opened)
        if plan.leaves_finished(amendment):
            listener(AlreadyFinished(folder.path))
            return folder
        if chief:
            atomic.remove_leftovers(folder.path)
        point = find_point(folder.checkpoints, distribution, step=plan.asked.from_step, listener=listener)
        stopped = point.counters.controls.get("stopped")
        if folder.finished and stopped and plan.asked.from_step is None:
            listener(AlreadyFinished(folder.path, f"{stopped}: more epochs change nothing"))
            return folder
        amended = replace(opened, checked=with_recipe(opened.checked, amendment))
        refuse_too_large(amended, distribution)
        with room_for_weights():
            task = build_task(amended, distribution, read_fitted(folder))
        before = environment.read(folder)
        described = environment.describe(task, command=command, recipe=folder.recipe, overrides=())
        reasons = _differences(plan, amendment, point, before, described)
        _refuse_torn_epoch(plan, amendment, point, task)
        if point.arrays is not None:
            refuse_other_slots(plan.then.recipe, task.recipe, amendment)
            state.restore(task, point.arrays)
        if amendment.longer:
            listener(Noted(_longer(plan, task)))
        for line in _told(point, reasons):
            listener(Warned(line))
        history = _history(plan, before, point, command, reasons)
        start = Beginning(folder, task, point.counters, tuple(history["inexact"]))
        signals.hold(go_on_with(folder, saved=False))
        if chief:
            refuse_full(folder.path, task, lambda text: listener(Warned(text)))
            _write_down(plan, start, {**described, **history})
        return run(start, listener, signals, began)


def _differences(
    plan: Plan, amendment: Amendment, point: Point, before: Mapping[str, Any], now: Mapping[str, Any]
) -> list[str]:
    """Why the run does not go on exactly as it was.

    Raises:
        CheckpointError: there is a reason, and nobody accepted it.
    """
    where = str(plan.folder.path)
    changed = changed_data.difference(before, now, step=point.counters.step)
    sizes = before.get("data", now["data"])["examples"], now["data"]["examples"]
    if changed and sizes[0] != sizes[1]:
        then, after = (" and ".join(f"{size} {split}" for split, size in each.items()) for each in sizes)
        message = f"{changed}; {then} examples then, {after} now"
        raise CheckpointError(message, where=where, help="put the data back, or start a new run")
    found = [*environment.differences(before, now), *([changed] if changed else []), *point.lost]
    if found and not plan.asked.allow_inexact:
        raise CheckpointError(
            f"this run cannot go on exactly as it was: {'; '.join(found)}",
            where=where,
            help="undo that, or go on with --allow-inexact, which marks the run",
        )
    return [*amendment.reasons, *found]


def _refuse_torn_epoch(plan: Plan, amendment: Amendment, point: Point, task: Task) -> None:
    """A run that ended in the middle of an epoch closed that epoch there: a longer one would not have."""
    per_epoch = task.pipeline.steps()
    step = point.counters.step
    if amendment.longer and step == plan.then.recipe.training.steps and step % per_epoch:
        raise CheckpointError(
            f"the training ended in the middle of an epoch (step {step}, an epoch has {per_epoch})",
            where=str(plan.folder.path),
            help="go back to a checkpoint before that with --from STEP, or start a new run",
        )


def _longer(plan: Plan, task: Task) -> str:
    """What a new end changes, in a line."""
    then, now = plan.then.recipe.training, task.recipe.training
    lengths = (now.epochs, then.epochs, "epochs") if now.epochs else (now.steps, then.steps, "steps")
    told = f"{lengths[0]} {lengths[2]} now, {lengths[1]} before"
    schedules = [optimizer.learning_rate for optimizer in task.recipe.optimizers().values()]
    follows = any(isinstance(each, Schedule) and each.with_length(1) != each for each in schedules)
    return f"{told}: the learning rate's schedule follows the new length from here on" if follows else told


def _told(point: Point, reasons: Sequence[str]) -> list[str]:
    return [f"resumed inexactly at step {point.counters.step}: {'; '.join(reasons)}"] if reasons else []


def _history(
    plan: Plan, before: Mapping[str, Any], point: Point, command: Sequence[str], reasons: Sequence[str]
) -> dict[str, Any]:
    """What the run has been through, for `environment.json`."""
    inexact = [*before.get("inexact", ()), *_told(point, reasons)]
    resumed = {"step": point.counters.step, "command": list(command), "differences": list(reasons)}
    return {
        "git_commit": before.get("git_commit"),
        "command": before.get("command", []),
        "set": [*before.get("set", ()), *plan.asked.overrides],
        "exact": not inexact,
        "inexact": inexact,
        "resumed_from": [*before.get("resumed_from", ()), point.counters.step],
        "resumes": [*before.get("resumes", ()), resumed],
    }


def _write_down(plan: Plan, start: Beginning, described: Mapping[str, Any]) -> None:
    """In an order in which a process that is killed between two of them leaves a run that can go on."""
    folder = plan.folder
    if plan.asked.from_step is not None:
        set_aside(folder.checkpoints, after=start.counters.step)
    folder.evaluation.unlink(missing_ok=True)
    write_json(folder.environment, described)
    resolved = as_yaml(start.task.recipe)
    if resolved != folder.resolved.read_text("utf-8"):
        atomic.write_text(folder.resolved, resolved)
    cut_events(folder.tensorboard, after=start.logged)
