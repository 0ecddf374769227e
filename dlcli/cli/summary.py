"""dlcli summary."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dlcli.cli._options import Debug, Json, Recipe, Sets


def summary_cli(
    recipe: Recipe,
    plot: Annotated[
        Path | None,
        typer.Option("--plot", metavar="FILE.svg", help="Draw the network, blocks as one box.", show_default=False),
    ] = None,
    unfold: Annotated[bool, typer.Option("--unfold", help="Draw each row of the blocks.")] = False,
    sets: Sets = None,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Show a recipe's network: layers, shapes, parameters, multiply-adds, memory. Does not load TensorFlow.

    Example: dlcli summary recipes/vision/lenet5_digits.yaml --plot lenet5.svg
    """
    from dlcli.ground.errors import UsageError
    from dlcli.recipe.check import check
    from dlcli.report import pictures, summary

    if plot is not None:
        pictures.expect_plots(plot)
    elif unfold:
        raise UsageError("--unfold is for a drawing", help="add --plot FILE.svg")
    checked = check(recipe, sets or ())
    (summary.show_json if json else summary.show)(checked)
    if plot is not None:
        from dlcli.report.diagram import draw

        draw(checked, plot, unfold=unfold)
