"""dlcli check."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dlcli.cli._options import Debug, Recipe, Sets


def check_cli(
    recipe: Recipe,
    augmentation: Annotated[
        Path,
        typer.Option("--augmentation", metavar="FILE.png", help="Draw examples before and after.", show_default=False),
    ],
    sets: Sets = None,
    debug: Debug = False,
) -> None:
    """Look at what training will see: six examples, as they are and as the first five epochs augment them.

    Example: dlcli check recipe.yaml --augmentation examples.png
    """
    from dlcli.ground.errors import UsageError
    from dlcli.recipe.check import check
    from dlcli.report import variations as report
    from dlcli.run import tensorflow
    from dlcli.run.variations import variations

    if augmentation.suffix.lower() != ".png":
        raise UsageError("the drawing is a PNG", where=str(augmentation), help="give a name that ends in .png")
    checked = check(recipe, sets or ())
    tensorflow.load(tensorflow.nothing, debug=debug)
    report.draw(variations(checked, examples=6, epochs=5), augmentation)
