"""dlcli train."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from dlcli.cli._options import Debug, Recipe, Sets


def train_cli(
    recipe: Recipe,
    sets: Sets = None,
    runs: Annotated[Path, typer.Option("--runs", metavar="DIR", help="Where run folders are made.")] = Path("runs"),
    resume: Annotated[
        bool,
        typer.Option("--resume", help="Go on with the recipe's newest unfinished run, or with the run folder named."),
    ] = False,
    debug: Debug = False,
) -> None:
    """Train a recipe: checks it, trains it, evaluates it, and prints the run's folder as the last line.

    Example: dlcli train recipes/quickstart.yaml --set training.epochs=5
    """
    from dlcli.report.training import TrainingReport
    from dlcli.run.begin import begin

    with TrainingReport() as report:
        begin(recipe, overrides=sets or (), runs=runs, resuming=resume, listener=report, command=sys.argv, debug=debug)
