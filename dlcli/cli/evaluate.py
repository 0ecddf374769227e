"""dlcli evaluate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dlcli.cli._options import Checkpoint, Debug, Json, Sets


def evaluate_cli(
    checkpoint: Checkpoint,
    split: Annotated[
        str | None, typer.Option("--split", help="train, validation or test; default: test where there is one.")
    ] = None,
    recipe: Annotated[
        Path | None, typer.Option("--recipe", help="The recipe, where the model file is outside its run.")
    ] = None,
    sets: Sets = None,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Score a trained network on a split: loss, metrics, a table by class, the confusion matrix.

    Example: dlcli evaluate runs/quickstart/latest --json
    """
    from dlcli.report import evaluation
    from dlcli.report.problems import show_warning
    from dlcli.run import tensorflow
    from dlcli.run.evaluate import evaluate_checkpoint

    tensorflow.load(tensorflow.nothing, debug=debug)
    found = evaluate_checkpoint(checkpoint, split=split, recipe=recipe, overrides=sets or (), warn=show_warning)
    (evaluation.show_json if json else evaluation.show)(found)
