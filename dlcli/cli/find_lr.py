"""dlcli find-lr."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dlcli.cli._options import Debug, Json, Recipe, Sets


def find_lr_cli(
    recipe: Recipe,
    low: Annotated[float, typer.Option("--from", metavar="RATE", help="The learning rate of the first update.")] = 1e-6,
    high: Annotated[float, typer.Option("--to", metavar="RATE", help="The learning rate of the last update.")] = 10.0,
    steps: Annotated[int, typer.Option("--steps", metavar="N", help="How many updates are made.")] = 200,
    plot: Annotated[
        Path | None,
        typer.Option("--plot", metavar="FILE.png", help="Draw it as a picture too.", show_default=False),
    ] = None,
    sets: Sets = None,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Find a learning rate: train while it grows, and see where the loss falls and where it breaks out.

    Nothing is kept of what was trained. Example: dlcli find-lr recipe.yaml
    """
    from dlcli.ground.errors import UsageError
    from dlcli.recipe.check import check
    from dlcli.report import pictures
    from dlcli.report import range_test as report
    from dlcli.run import tensorflow
    from dlcli.run.begin import refuse_missing_data

    if not 0 < low < high < float("inf"):
        raise UsageError(f"the rates go from {low:g} to {high:g}", where="--from", help="0 < --from < --to")
    if steps < 2:
        raise UsageError(f"{steps} updates are no range", where="--steps", help="give 2 or more")
    if plot is not None:
        pictures.expect_plots(plot)
    checked = check(recipe, sets or ())
    refuse_missing_data(checked)
    from dlcli.build.strategy import prepared

    distribution = tensorflow.load(lambda: prepared(checked.recipe.distribution), debug=debug)
    from dlcli.run.range_test import range_test

    found = range_test(checked, low=low, high=high, steps=steps, distribution=distribution)
    if plot is not None:
        report.draw(found, plot)
    if json:
        report.show_json(found)
    else:
        report.show(found, recipe)
