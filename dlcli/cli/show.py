"""dlcli show."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from dlcli.cli._options import Debug, Recipe, Sets
from dlcli.ground.errors import UsageError


def show_cli(
    recipe: Recipe,
    sets: Sets = None,
    origin: Annotated[bool, typer.Option("--origin", help="Say on each line where its value came from.")] = False,
    other: Annotated[
        Path | None,
        typer.Option("--diff", metavar="OTHER", help="Print what differs in another recipe.", show_default=False),
    ] = None,
    plot: Annotated[
        Literal["learning_rate"] | None, typer.Option("--plot", help="Draw its curve over the training.")
    ] = None,
    debug: Debug = False,
) -> None:
    """Print a recipe as it is understood: everything inherited, every default.

    Example: dlcli show recipes/quickstart.yaml --set optimizer=sgd
    """
    if origin + (other is not None) + (plot is not None) > 1:
        raise UsageError("--origin, --diff and --plot each show something else", help="give one of them")
    from dlcli.recipe.check import check
    from dlcli.recipe.difference import differences
    from dlcli.recipe.learning_rates import learning_rates
    from dlcli.report import show

    checked = check(recipe, sets or ())
    if other is not None:
        show.show_differences(differences(checked, check(other)))
    elif plot is not None:
        show.show_learning_rates(learning_rates(checked))
    elif origin:
        show.show_origins(checked)
    else:
        show.show_recipe(checked)
