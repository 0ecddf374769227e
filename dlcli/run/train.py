"""Trains a recipe: the folder, the loop, the model that the run stands for, its evaluation."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from dlcli.build.network import with_front
from dlcli.build.task import Opened, Task, build_task, open_data
from dlcli.ground import atomic
from dlcli.ground.errors import CheckpointError, DlcliError, Interrupted
from dlcli.ground.locks import RunLock
from dlcli.parts.facts import Feature
from dlcli.recipe.check import Checked, check
from dlcli.recipe.diagnostics import RecipeError
from dlcli.recipe.written import as_yaml
from dlcli.run import checkpoints, environment, state
from dlcli.run.checkpoints import Checkpoints, Counters
from dlcli.run.controls.training import Controls
from dlcli.run.engine import Engine
from dlcli.run.evaluation import Evaluation, evaluate
from dlcli.run.events import Event, Finished, Listener, Started
from dlcli.run.fitted import read_fitted, write_fitted
from dlcli.run.folder import RunFolder, new_run, write_json
from dlcli.run.logs import Logs
from dlcli.run.models import save_model
from dlcli.run.signals import Signals


@dataclass(frozen=True)
class Beginning:
    """Where a training starts: a folder, a task, the step."""

    folder: RunFolder
    task: Task
    counters: Counters
    resumed_from: tuple[int, ...]


def train(checked: Checked, *, runs: Path, listener: Listener, command: Sequence[str]) -> RunFolder:
    """Trains a checked recipe in a new folder below `runs`.

    Raises:
        DlcliError: with the exit code of what went wrong.
    """
    began = monotonic()
    task = build_task(open_data(checked))
    folder = new_run(runs, str(task.recipe.name))
    with RunLock(folder.path):
        _write_down(folder, task, checked, command)
        return _run(Beginning(folder, task, Counters(0, 0), ()), listener, began)


def resume(folder: RunFolder, *, listener: Listener, command: Sequence[str]) -> RunFolder:
    """Goes on from the newest whole checkpoint of a run; a finished run is left as it is.

    Raises:
        CheckpointError: the data or the recipe is not what the run began with.
    """
    began = monotonic()
    with RunLock(folder.path):
        if folder.model.exists() and folder.evaluation.exists():
            return folder
        task = build_task(_reopened(folder), read_fitted(folder))
        found = checkpoints.newest(folder.checkpoints)
        before = json.loads(folder.environment.read_bytes())
        _same_data(before, task, folder)
        counters = Counters(0, 0)
        if found is not None:
            arrays, counters = found
            state.restore(task, arrays)
        resumed = (*before["resumed_from"], counters.step)
        described = _environment(task, folder.recipe, command, resumed)
        write_json(folder.environment, described)
        return _run(Beginning(folder, task, counters, resumed), listener, began)


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


def _environment(task: Task, recipe: Path, command: Sequence[str], resumed: Sequence[int]) -> dict[str, object]:
    fingerprint = task.opened.loaded.fingerprint
    return environment.describe(command=command, recipe=recipe, fingerprint=fingerprint, resumed_from=resumed)


def _write_down(folder: RunFolder, task: Task, checked: Checked, command: Sequence[str]) -> None:
    """What is known before the first step."""
    atomic.write_bytes(folder.recipe, checked.draft.path.read_bytes())
    atomic.write_text(folder.resolved, as_yaml(task.recipe))
    write_json(folder.environment, _environment(task, checked.draft.path, command, ()))
    write_fitted(folder, task.fitted)


def _run(start: Beginning, listener: Listener, began: float) -> RunFolder:
    """The loop, then the files that stand for the run; what goes wrong leaves its traceback in the folder."""
    folder, task = start.folder, start.task
    logs = Logs(folder, first_step=start.counters.step)
    controls = Controls(task.recipe, validates="validation" in task.pipeline.splits)
    controls.restore(start.counters.controls)
    store = Checkpoints(folder.checkpoints, keep=task.recipe.training.checkpoint.keep)

    def tell(event: Event) -> None:
        logs(event)
        listener(event)

    def save(counters: Counters) -> None:
        store.save(state.captured(task), counters, best_step=controls.best.step if controls.best else None)

    listener(Started(task, folder.path, start.counters.step))
    try:
        with Signals() as signals:
            engine = Engine(task, controls=controls, listener=tell, save=save, signal=signals)
            end = engine.train(start.counters)
            store.wait()
    except Interrupted as interrupted:
        store.wait()
        command = f"dlcli train {folder.path} --resume"
        raise Interrupted(
            interrupted.exit_code - 128, where=interrupted.where, help=f"saved; go on with: {command}"
        ) from None
    except DlcliError as error:
        error.where = f"{error.where}, {folder.path}" if error.where else str(folder.path)
        raise
    finally:
        logs.close()
        store.close()
    kept = _keep_best(task, folder, controls, end)
    model = with_front(task.front, task.network, *_raw_input(task))
    if controls.best is not None and controls.best.step is not None:
        save_model(model, folder.best)
    save_model(model, folder.model)
    found = score(task, engine)
    write_json(folder.evaluation, found.to_json())
    listener(Finished(folder.path, found, kept, wants(task), monotonic() - began))
    return folder


def _keep_best(task: Task, folder: RunFolder, controls: Controls, end: Counters) -> str:
    """Puts the best weights back, where there is a best."""
    best = controls.best
    if best is None or best.step is None:
        return f"the last epoch's ({end.epoch})"
    if best.step != end.step:
        found = checkpoints.read(folder.checkpoints / f"step-{best.step:08d}")
        if found is None:
            raise CheckpointError("the best step's checkpoint is damaged", where=str(folder.checkpoints))
        state.restore(task, found[0], networks_only=True)
    return f"epoch {best.epoch}'s, the best {best.monitor} ({best.value:.4f})"


def _raw_input(task: Task) -> tuple[Feature, str]:
    facts = task.opened.checked.facts
    name = facts.only_feature() or ""
    return facts.features.get(name, Feature(None)), name


def score(task: Task, engine: Engine) -> Evaluation:
    """The model's scores on the test split; on the validation or training split where there is none."""
    splits = task.pipeline.splits
    split = next(name for name in ("test", "validation", "train") if name in splits)
    opened = task.opened
    return evaluate(
        looking=engine.looking,
        objective=task.objective,
        metrics=task.metrics,
        pipeline=task.pipeline,
        split=split,
        names=opened.classes(),
        labels=opened.loaded.label_values[opened.label_name],
    )


def wants(task: Task) -> str:
    """What raw input the saved model takes, in words."""
    facts = task.opened.checked.facts
    parts = []
    for name in task.opened.checked.graph.graph.features():
        feature = facts.features[name]
        shape = "×".join("any" if size is None else str(size) for size in feature.shape or ()) or "one number"
        values = f", values {feature.value_range[0]:g} to {feature.value_range[1]:g}" if feature.value_range else ""
        parts.append(f"{name}: {shape}{values}")
    return "; ".join(parts)
