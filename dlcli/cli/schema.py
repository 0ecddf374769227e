"""dlcli schema."""

from __future__ import annotations

from dlcli.cli._options import Debug


def schema_cli(debug: Debug = False) -> None:
    """Print the JSON Schema of recipes: completion, hover texts and early mistakes in editors.

    Example: dlcli schema > recipe.schema.json
    """
    from dlcli.recipe.schema import schema_text
    from dlcli.report.console import line

    line(schema_text().rstrip("\n"))
