"""Trains a recipe: the folder, the loop, the model that the run stands for, its evaluation."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

from dlcli.build.opened import open_data
from dlcli.build.strategy import Distribution
from dlcli.build.task import Task, build_task
from dlcli.ground import atomic
from dlcli.ground.errors import Interrupted
from dlcli.ground.locks import RunLock
from dlcli.recipe.check import Checked
from dlcli.recipe.written import as_yaml
from dlcli.run import environment
from dlcli.run.checkpoints import Counters
from dlcli.run.controls.training import Controls
from dlcli.run.described import described, write_description
from dlcli.run.diverged import remembered
from dlcli.run.engine import Engine
from dlcli.run.events import Finished, Listener, Noted, Started, Warned
from dlcli.run.failures import go_on_with, room_for_weights, told
from dlcli.run.finish import finish
from dlcli.run.fitted import write_fitted
from dlcli.run.folder import RunFolder, new_run, point_latest, write_json
from dlcli.run.initial import Begun, begin_with
from dlcli.run.keeping import with_kept
from dlcli.run.memory import refuse_too_large
from dlcli.run.room import refuse_full
from dlcli.run.session import Session
from dlcli.run.signals import Signals
from dlcli.run.together import Together, refuse_unequal


@dataclass(frozen=True)
class Beginning:
    """Where a training starts: a folder, a task, the step."""

    folder: RunFolder
    task: Task
    counters: Counters
    inexact: tuple[str, ...] = ()
    """Where the run is not what an uninterrupted one would be, and why."""

    @property
    def logged(self) -> int:
        """The last step whose figures are not taken again."""
        return self.counters.step - (not self.counters.validated)


def train(
    checked: Checked,
    *,
    distribution: Distribution,
    runs: Path,
    listener: Listener,
    signals: Signals,
    command: Sequence[str],
) -> RunFolder:
    """Trains a checked recipe in a new folder below `runs`.

    Raises:
        DlcliError: with the exit code of what went wrong.
    """
    began = monotonic()
    opened = open_data(checked)
    for note in opened.loaded.notes if distribution.chief else ():
        listener(Noted(note))
    refuse_too_large(opened, distribution)
    with room_for_weights():
        task = build_task(opened, distribution)
        begun = begin_with(task)
    if distribution.chief:
        refuse_full(runs, task, lambda text: listener(Warned(text)))
    made = new_run(runs, str(task.recipe.name)).path if distribution.chief else None
    folder = RunFolder(Path(distribution.told(str(made or ""))))
    signals.hold(go_on_with(folder, saved=False))
    with RunLock(folder.path) if distribution.chief else nullcontext():
        if distribution.chief:
            _write_down(folder, task, checked, command, begun)
            point_latest(folder)
        if begun is not None:
            listener(Noted(f"begins with {begun.in_words()}"))
        return run(Beginning(folder, task, Counters(0, 0)), listener, signals, began)


def _write_down(folder: RunFolder, task: Task, checked: Checked, command: Sequence[str], begun: Begun | None) -> None:
    """What is known before the first step; the file that makes a folder a run is the last."""
    atomic.write_bytes(folder.recipe, checked.draft.path.read_bytes())
    draft = checked.draft
    surroundings = environment.describe(task, command=command, recipe=draft.path, overrides=draft.overrides)
    if begun is not None:
        surroundings["initial_weights"] = {"source": begun.source, "rows": begun.rows, "left": list(begun.left)}
    write_json(folder.environment, surroundings)
    write_fitted(folder, task.fitted)
    write_description(folder, described(task))
    atomic.write_text(folder.resolved, as_yaml(task.recipe))


def run(start: Beginning, listener: Listener, signals: Signals, began: float) -> RunFolder:
    """The loop, then the files that stand for the run; what goes wrong leaves its traceback in the folder."""
    folder, task = start.folder, start.task
    validates = "validation" in task.pipeline.splits
    controls = Controls(task.recipe, task.opened.checked.heads, validates=validates, training=task.length())
    controls.restore(start.counters.controls)
    session = Session(task, folder, controls, listener=listener, signals=signals, first_step=start.logged)
    refuse_unequal(task, folder)
    listener(Started(task, folder.path, start.counters.step))
    with remembered(folder) if task.distribution.chief else nullcontext():
        try:
            with told(folder, task):
                task = with_kept(task, listener, session.heard)
                engine = Engine(task, controls=controls, records=session)
                with session.kept():
                    end = engine.train(start.counters)
                finished = _finished(replace(start, task=task), controls, end, signals, began)
        finally:
            session.close()
    if finished is not None:
        listener(replace(finished, inexact=start.inexact))
    return folder


def _finished(start: Beginning, controls: Controls, end: Counters, signals: Signals, began: float) -> Finished | None:
    """Lets the chief write what the run leaves, while the other workers wait: one that left would look lost."""
    task, distribution = start.task, start.task.distribution
    _, number = Together(distribution, signals).agreed(0)
    if number is not None:
        raise Interrupted(number, where=f"step {end.step}")
    finished = None
    if distribution.chief:
        signals.leave_at_once(go_on_with(start.folder))
        finished = finish(task, start.folder, controls, end, began=began)
    distribution.gathered([0])
    return finished
