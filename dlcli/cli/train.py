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


def train_cli(
    recipe: Recipe,
    sets: Sets = None,
    runs: Runs = Path("runs"),
    resume: Resume = False,
    workers: Workers = None,
    restarts: Restarts = 0,
    allow_inexact: AllowInexact = False,
    from_step: FromStep = None,
    debug: Debug = False,
) -> None:
    """Train a recipe: checks it, trains it, evaluates it, and prints the run's folder as the last line.

    Example: dlcli train recipes/quickstart.yaml --set training.epochs=5
    """
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
