"""dlcli show."""

from __future__ import annotations

from dlcli.cli._options import Debug, Recipe, Sets


def show_cli(recipe: Recipe, sets: Sets = None, debug: Debug = False) -> None:
    """Print a recipe as it is understood: everything inherited, every default.

    Example: dlcli show recipes/quickstart.yaml --set optimizer=sgd
    """
    from dlcli.recipe.check import check
    from dlcli.recipe.written import as_yaml
    from dlcli.report.console import line

    line(as_yaml(check(recipe, sets or ()).recipe).rstrip("\n"))
