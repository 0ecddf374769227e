"""dlcli train."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from dlcli.cli._options import Debug, Recipe, Sets

Runs = Annotated[Path, typer.Option("--runs", metavar="DIR", help="Where run folders are made.")]
Resume = Annotated[
    bool, typer.Option("--resume", help="Go on with the recipe's newest unfinished run, or with the run folder named.")
]
Workers = Annotated[int | None, typer.Option("--workers", metavar="N", help="Train in N processes on this machine.")]
Restarts = Annotated[
    int, typer.Option("--restarts", metavar="N", min=0, help="Start lost workers again, N times at most.")
]
AllowInexact = Annotated[
    bool, typer.Option("--allow-inexact", help="With --resume: go on although a version, the machine or data differs.")
]
FromStep = Annotated[
    int | None,
    typer.Option("--from", metavar="STEP", help="With --resume: go back to this checkpoint.", show_default=False),
]

Fold = Annotated[
    int | None, typer.Option("--fold", metavar="I", min=1, help="Which of data.split.folds validates, from 1.")
]
Folds = Annotated[
    int | None,
    typer.Option(
        "--folds", metavar="N", min=2, help="Cut the examples in N; train N times, each part validating once."
    ),
]


def train_cli(
    recipe: Recipe,
    sets: Sets = None,
    runs: Runs = Path("runs"),
    resume: Resume = False,
    workers: Workers = None,
    restarts: Restarts = 0,
    allow_inexact: AllowInexact = False,
    from_step: FromStep = None,
    fold: Fold = None,
    folds: Folds = None,
    debug: Debug = False,
) -> None:
    """Train a recipe: checks it, trains it, evaluates it, and prints the run's folder as the last line.

    Example: dlcli train recipes/quickstart.yaml --set training.epochs=5
    """
    if folds is not None:
        _each_fold(recipe, folds, sets or (), runs, debug=debug, alone=not (workers or restarts or resume or fold))
        return
    if fold is not None:
        from dlcli.run.folds import fold_overrides

        sets = [*(sets or ()), *fold_overrides(fold)]
    if workers is not None or restarts:
        _launch(recipe, sets or (), resume, workers, restarts)
        return
    from dlcli.report.training import TrainingReport
    from dlcli.run import worker
    from dlcli.run.begin import begin

    worker.end_with_launcher()
    with TrainingReport() as report:
        begin(
            recipe,
            overrides=sets or (),
            runs=runs,
            resuming=resume,
            listener=worker.telling(report),
            command=sys.argv,
            debug=debug,
            allow_inexact=allow_inexact,
            from_step=from_step,
        )


def _each_fold(recipe: Path, folds: int, sets: Sequence[str], runs: Path, *, debug: bool, alone: bool) -> None:
    from dlcli.ground.errors import UsageError
    from dlcli.report.folds import show, watched
    from dlcli.run.folds import train_folds

    if not alone:
        message = "--folds trains in one process and from the start"
        raise UsageError(message, where="dlcli train", help="take out --fold, --resume, --workers and --restarts")
    with watched(folds) as report:
        found = train_folds(recipe, folds, overrides=sets, runs=runs, listener=report, command=sys.argv, debug=debug)
        report.close()
        show(found)


def _launch(recipe: Path, sets: Sequence[str], resume: bool, workers: int | None, restarts: int) -> None:
    from dlcli.report.workers import show
    from dlcli.run.launch import Patience, launch, without_workers
    from dlcli.run.launchable import refuse_to_launch

    allowed = refuse_to_launch(
        recipe, overrides=sets, resuming=resume, workers=workers, restarts=restarts, environment=os.environ
    )
    launch(
        without_workers(sys.argv[1:]),
        workers=allowed.workers,
        restarts=restarts,
        listener=show,
        patience=Patience(join=allowed.start_timeout),
    )
