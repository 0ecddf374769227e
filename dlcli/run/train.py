"""Trains a recipe: the folder, the loop, the model that the run stands for, its evaluation."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from dlcli.build.task import Opened, Task, build_task, open_data
from dlcli.ground import atomic
from dlcli.ground.errors import CheckpointError
from dlcli.ground.locks import RunLock
from dlcli.recipe.check import Checked, check
from dlcli.recipe.diagnostics import RecipeError
from dlcli.recipe.written import as_yaml
from dlcli.run import checkpoints, environment, state
from dlcli.run.checkpoints import Counters
from dlcli.run.controls.training import Controls
from dlcli.run.engine import Engine
from dlcli.run.events import Listener, Started, Warned
from dlcli.run.failures import go_on_with, room_for_weights, told
from dlcli.run.finish import finish
from dlcli.run.fitted import read_fitted, write_fitted
from dlcli.run.folder import RunFolder, new_run, point_latest, write_json
from dlcli.run.room import refuse_full
from dlcli.run.session import Session
from dlcli.run.signals import Signals


@dataclass(frozen=True)
class Beginning:
    """Where a training starts: a folder, a task, the step."""

    folder: RunFolder
    task: Task
    counters: Counters
    resumed_from: tuple[int, ...]


def train(checked: Checked, *, runs: Path, listener: Listener, signals: Signals, command: Sequence[str]) -> RunFolder:
    """Trains a checked recipe in a new folder below `runs`.

    Raises:
        DlcliError: with the exit code of what went wrong.
    """
    began = monotonic()
    opened = open_data(checked)
    with room_for_weights():
        task = build_task(opened)
    refuse_full(runs, task, lambda text: listener(Warned(text)))
    folder = new_run(runs, str(task.recipe.name))
    signals.hold(go_on_with(folder))
    with RunLock(folder.path):
        _write_down(folder, task, checked, command)
        point_latest(folder)
        return _run(Beginning(folder, task, Counters(0, 0), ()), listener, signals, began)


def resume(folder: RunFolder, *, listener: Listener, signals: Signals, command: Sequence[str]) -> RunFolder:
    """Goes on from the newest whole checkpoint of a run; a finished run is left as it is.

    Raises:
        CheckpointError: the data or the recipe is not what the run began with.
    """
    began = monotonic()
    with RunLock(folder.path):
        if folder.finished:
            return folder
        atomic.remove_leftovers(folder.path)
        opened = _reopened(folder)
        with room_for_weights():
            task = build_task(opened, read_fitted(folder))
        found = checkpoints.newest(folder.checkpoints, warn=lambda text: listener(Warned(text)))
        before = json.loads(folder.environment.read_bytes())
        _same_data(before, task, folder)
        counters = Counters(0, 0)
        if found is not None:
            arrays, counters = found
            state.restore(task, arrays)
        refuse_full(folder.path, task, lambda text: listener(Warned(text)))
        signals.hold(go_on_with(folder))
        resumed = (*before["resumed_from"], counters.step)
        write_json(folder.environment, {**before, "resumed_from": list(resumed), "resumed_by": list(command)})
        return _run(Beginning(folder, task, counters, resumed), listener, signals, began)


def _reopened(folder: RunFolder) -> Opened:
    try:
        return open_data(check(folder.resolved))
    except RecipeError as error:
        first = error.diagnostics[0].message
        raise CheckpointError(f"resolved.yaml no longer fits: {first}", where=str(folder.resolved)) from error


def _same_data(before: dict[str, object], task: Task, folder: RunFolder) -> None:
    if before["data_fingerprint"] != task.opened.loaded.fingerprint:
        raise CheckpointError(
            "the data has changed since the run began",
            where=str(folder.path),
            help="put the data back, or start a new run",
        )


def _write_down(folder: RunFolder, task: Task, checked: Checked, command: Sequence[str]) -> None:
    """What is known before the first step; the file that makes a folder a run is the last."""
    atomic.write_bytes(folder.recipe, checked.draft.path.read_bytes())
    fingerprint = task.opened.loaded.fingerprint
    described = environment.describe(command=command, recipe=checked.draft.path, fingerprint=fingerprint)
    write_json(folder.environment, described)
    write_fitted(folder, task.fitted)
    atomic.write_text(folder.resolved, as_yaml(task.recipe))


def _run(start: Beginning, listener: Listener, signals: Signals, began: float) -> RunFolder:
    """The loop, then the files that stand for the run; what goes wrong leaves its traceback in the folder."""
    folder, task = start.folder, start.task
    validates = "validation" in task.pipeline.splits
    controls = Controls(task.recipe, task.opened.checked.heads, validates=validates, updates=task.total_steps)
    controls.restore(start.counters.controls)
    first = start.counters.step
    session = Session(task, folder, controls, listener=listener, signals=signals, first_step=first)
    listener(Started(task, folder.path, first))
    try:
        with told(folder, task.pipeline):
            engine = Engine(task, controls=controls, listener=session.tell, save=session.save, signal=session.heard)
            with session.kept():
                end = engine.train(start.counters)
            signals.leave_at_once(go_on_with(folder))
            finished = finish(task, folder, controls, end, engine.looking, began=began)
    finally:
        session.close()
    listener(finished)
    return folder
