"""From a path to a finished run: a recipe that is read and trained, or a run that goes on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dlcli.ground.errors import CheckpointError, DataError, UsageError
from dlcli.ground.failpoints import failpoint
from dlcli.recipe.check import NOT_CHECKED, Checked, check
from dlcli.recipe.diagnostics import RecipeError
from dlcli.run import environment, tensorflow, worker
from dlcli.run.amended import with_recipe
from dlcli.run.diverged import refuse_to_repeat
from dlcli.run.events import AlreadyFinished, Listener, RecipeRead
from dlcli.run.folder import RunFolder, find_run
from dlcli.run.plan import Asked, Plan, refuse_other_workers
from dlcli.run.room import refuse_unwritable
from dlcli.run.signals import Signals

if TYPE_CHECKING:
    from dlcli.build.strategy import Distribution


def begin(
    target: Path,
    *,
    overrides: Sequence[str],
    runs: Path,
    resuming: bool,
    listener: Listener,
    command: Sequence[str],
    debug: bool,
    allow_inexact: bool = False,
    from_step: int | None = None,
) -> RunFolder:
    """Trains a recipe, or goes on with a run.

    Raises:
        RecipeError: the recipe has mistakes.
        DlcliError: with the exit code of what went wrong.
    """
    asked = Asked(overrides=tuple(overrides), allow_inexact=allow_inexact, from_step=from_step)
    with Signals(listener) as signals:
        if resuming:
            return _resume(_plan(target, asked, runs), listener, signals=signals, command=command, debug=debug)
        _refuse_without_resume(target, asked)
        return _train(check(target, overrides), runs, listener, signals=signals, command=command, debug=debug)


def _train(
    checked: Checked, runs: Path, listener: Listener, *, signals: Signals, command: Sequence[str], debug: bool
) -> RunFolder:
    refuse_missing_data(checked)
    refuse_unwritable(runs / str(checked.recipe.name))
    listener(RecipeRead(checked))
    distribution = _distributed(checked, signals, debug=debug)
    failpoint("train.loaded")
    from dlcli.run.train import train

    return train(checked, distribution=distribution, runs=runs, listener=listener, signals=signals, command=command)


def _distributed(checked: Checked, signals: Signals, *, debug: bool) -> Distribution:
    """Loads TensorFlow with the strategy of a recipe, which may have taken the handlers of signals for its own."""
    from dlcli.build.strategy import prepared

    def start() -> Distribution:
        worker.arrived()
        return prepared(checked.recipe.distribution)

    distribution = tensorflow.load(start, debug=debug)
    signals.install()
    worker.joined()
    return distribution


def _refuse_without_resume(target: Path, asked: Asked) -> None:
    for option, given in (("--allow-inexact", asked.allow_inexact), ("--from", asked.from_step is not None)):
        if given:
            raise UsageError("this says how a run goes on", where=option, help="add --resume, or leave it out")
    if target.is_dir():
        raise UsageError(
            "this is a folder, not a recipe",
            where=str(target),
            help=f"to go on with a run: dlcli train {target} --resume",
        )


def refuse_missing_data(checked: Checked) -> None:
    """Says at once that the data is missing, before TensorFlow is loaded."""
    for warning in checked.warnings:
        if warning.code in ("missing-data", "missing-weights"):
            place = warning.place
            where = f"{place.source.name}:{place.line}:{place.column}" if place else None
            raise DataError(warning.message.removesuffix(NOT_CHECKED), where=where, help=warning.help)


def _plan(target: Path, asked: Asked, runs: Path) -> Plan:
    """Which run is meant, and the recipe that it is asked to have: the file with `--set` of then and now."""
    if target.is_dir():
        folder = find_run(target)
        now = check(folder.resolved, asked.overrides) if asked.overrides else None
    else:
        folder = _newest_unfinished(runs / str(check(target, asked.overrides).recipe.name), target)
        now = check(target, [*environment.read(folder).get("set", ()), *asked.overrides])
    return Plan(folder=folder, then=_recipe_of(folder), now=now, asked=asked)


def _resume(plan: Plan, listener: Listener, *, signals: Signals, command: Sequence[str], debug: bool) -> RunFolder:
    amendment = plan.amendment()
    if amendment.certain and plan.leaves_finished(amendment):
        listener(AlreadyFinished(plan.folder.path))
        return plan.folder
    if plan.asked.from_step is None:
        refuse_to_repeat(plan.folder)
    refuse_unwritable(plan.folder.path)
    checked = with_recipe(plan.then, amendment)
    refuse_other_workers(plan.folder, checked)
    listener(RecipeRead(checked))
    tensorflow.compute_with_onednn(use=environment.read(plan.folder).get("onednn") is not False)
    distribution = _distributed(checked, signals, debug=debug)
    from dlcli.run.resume import resume

    return resume(plan, distribution=distribution, listener=listener, signals=signals, command=command)


def _recipe_of(folder: RunFolder) -> Checked:
    try:
        return check(folder.resolved)
    except RecipeError as error:
        first = error.diagnostics[0].message
        raise CheckpointError(f"resolved.yaml no longer fits: {first}", where=str(folder.resolved)) from error


def _newest_unfinished(parent: Path, recipe: Path) -> RunFolder:
    """The recipe's newest run that is not finished; the newest of all where every one is."""
    names = (
        sorted((entry.name for entry in parent.iterdir() if not entry.is_symlink()), reverse=True)
        if parent.is_dir()
        else []
    )
    folders = [RunFolder(parent / name) for name in names if (parent / name / "resolved.yaml").is_file()]
    if not folders:
        raise CheckpointError("this recipe has no run to go on with", where=str(parent), help=f"dlcli train {recipe}")
    return next((folder for folder in folders if not folder.finished), folders[0])
