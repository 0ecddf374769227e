"""dlcli summary."""

from __future__ import annotations

from dlcli.cli._options import Debug, Json, Recipe, Sets


def summary_cli(recipe: Recipe, sets: Sets = None, json: Json = False, debug: Debug = False) -> None:
    """Show a recipe's network: layers, shapes, parameters. Does not load TensorFlow.

    Example: dlcli summary recipes/vision/lenet5_digits.yaml
    """
    from dlcli.recipe.check import check
    from dlcli.report import summary

    checked = check(recipe, sets or ())
    (summary.show_json if json else summary.show)(checked)
