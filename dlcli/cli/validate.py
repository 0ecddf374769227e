"""dlcli validate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from dlcli.cli._options import Debug, Sets


def validate_cli(
    recipes: Annotated[
        list[Path], typer.Argument(metavar="RECIPE...", help="Recipes, YAML files.", show_default=False)
    ],
    sets: Sets = None,
    form: Annotated[
        Literal["text", "json", "github"], typer.Option("--format", help="How mistakes are printed.")
    ] = "text",
    strict: Annotated[bool, typer.Option("--strict", help="Warnings are errors.")] = False,
    debug: Debug = False,
) -> None:
    """Check recipes without training: syntax, keys, types, values, shapes. Takes milliseconds.

    Example: dlcli validate recipes/quickstart.yaml
    """
    from dlcli.recipe.verdict import verdict
    from dlcli.report.problems import show_verdicts

    verdicts = [verdict(recipe, sets or (), strict=strict) for recipe in recipes]
    show_verdicts(verdicts, form=form)
    codes = {each.exit_code for each in verdicts} - {0}
    if codes:
        raise typer.Exit(min(codes))
