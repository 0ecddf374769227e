"""dlcli check."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dlcli.cli._options import Debug, Json, Recipe, Sets


def check_cli(
    recipe: Recipe,
    augmentation: Annotated[
        Path | None,
        typer.Option(
            "--augmentation",
            metavar="FILE.png",
            help="Only draw examples, as they are and as the first five epochs augment them.",
            show_default=False,
        ),
    ] = None,
    sets: Sets = None,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Look at the data before training: what is odd in it, and whether the network can learn one batch by heart.

    Exit code 3 where the data would stop a training. Example: dlcli check recipe.yaml
    """
    from dlcli.ground.errors import DataError, UsageError
    from dlcli.recipe.check import check
    from dlcli.report import checkup as report
    from dlcli.run import tensorflow
    from dlcli.run.begin import refuse_missing_data

    if augmentation is not None:
        if json:
            raise UsageError("a drawing is no JSON", where="--json", help="leave one of the two out")
        _draw(recipe, augmentation, sets, debug=debug)
        return
    checked = check(recipe, sets or ())
    refuse_missing_data(checked)
    from dlcli.build.strategy import prepared

    distribution = tensorflow.load(lambda: prepared(checked.recipe.distribution), debug=debug)
    from dlcli.run.checkup import checkup

    found = checkup(checked, distribution)
    if json:
        report.show_json(found)
    else:
        report.show(found)
    if found.stops:
        raise DataError("the data would stop a training", where=str(recipe), help="mend what is named above")


def _draw(recipe: Path, augmentation: Path, sets: list[str] | None, *, debug: bool) -> None:
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
