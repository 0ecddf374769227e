"""From a path to a finished run: a recipe that is read and trained, or a run that goes on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dlcli.ground.errors import CheckpointError, DataError, UsageError
from dlcli.ground.failpoints import failpoint
from dlcli.recipe.check import NOT_CHECKED, Checked, check
from dlcli.run import tensorflow, worker
from dlcli.run.events import AlreadyFinished, Listener, RecipeRead
from dlcli.run.folder import RunFolder, find_run
from dlcli.run.room import refuse_unwritable
from dlcli.run.signals import Signals


def begin(
    target: Path,
    *,
    overrides: Sequence[str],
    runs: Path,
    resuming: bool,
    listener: Listener,
    command: Sequence[str],
    debug: bool,
) -> RunFolder:
    """Trains a recipe, or goes on with a run.

    Raises:
        RecipeError: the recipe has mistakes.
        DlcliError: with the exit code of what went wrong.
    """
    with Signals(listener) as signals:
        if resuming:
            return _resume(target, overrides, runs, listener, signals=signals, command=command, debug=debug)
        return _train(target, overrides, runs, listener, signals=signals, command=command, debug=debug)


def _train(
    target: Path,
    overrides: Sequence[str],
    runs: Path,
    listener: Listener,
    *,
    signals: Signals,
    command: Sequence[str],
    debug: bool,
) -> RunFolder:
    if target.is_dir():
        raise UsageError(
            "this is a folder, not a recipe",
            where=str(target),
            help=f"to go on with a run: dlcli train {target} --resume",
        )
    checked = check(target, overrides)
    _refuse_missing_data(checked)
    refuse_unwritable(runs / str(checked.recipe.name))
    listener(RecipeRead(checked))
    tensorflow.load(debug=debug)
    failpoint("train.loaded")
    worker.arrived()
    from dlcli.run.train import train

    return train(checked, runs=runs, listener=listener, signals=signals, command=command)


def _refuse_missing_data(checked: Checked) -> None:
    """Says at once that the data is missing, before TensorFlow is loaded."""
    for warning in checked.warnings:
        if warning.code == "missing-data":
            place = warning.place
            where = f"{place.source.name}:{place.line}:{place.column}" if place else None
            raise DataError(warning.message.removesuffix(NOT_CHECKED), where=where, help=warning.help)


def _resume(
    target: Path,
    overrides: Sequence[str],
    runs: Path,
    listener: Listener,
    *,
    signals: Signals,
    command: Sequence[str],
    debug: bool,
) -> RunFolder:
    if overrides:
        raise UsageError(
            "a run goes on with the recipe it began with", where="--set", help="take --set or --resume out"
        )
    folder = find_run(target) if target.is_dir() else _newest_unfinished(runs / str(check(target).recipe.name), target)
    if target.is_file() and target.read_bytes() != folder.recipe.read_bytes():
        help_text = f"dlcli train {target} trains the new one, dlcli train {folder.path} --resume goes on with the old"
        raise CheckpointError("the recipe has changed since the run began", where=str(target), help=help_text)
    if folder.finished:
        listener(AlreadyFinished(folder.path))
        return folder
    refuse_unwritable(folder.path)
    listener(RecipeRead(check(folder.resolved)))
    tensorflow.load(debug=debug)
    worker.arrived()
    from dlcli.run.train import resume

    return resume(folder, listener=listener, signals=signals, command=command)


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
