"""dlcli predict."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Annotated, Literal

import typer

from dlcli.cli._options import Debug


def predict_cli(
    checkpoint: Annotated[
        Path, typer.Argument(metavar="RUN", help="A run's folder, or a model file in it.", show_default=False)
    ],
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT...",
            help="Pictures, texts, folders of them, CSV, JSON lines, NPZ, NPY; - is stdin.",
            show_default=False,
        ),
    ],
    form: Annotated[
        Literal["table", "csv", "jsonl"], typer.Option("--format", help="How predictions are written.")
    ] = "table",
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Leave out what cannot be read, name the first few, count them all.")
    ] = False,
    debug: Debug = False,
) -> None:
    """Say what a trained network answers to raw examples: a label and its probability, or numbers.

    Example: dlcli predict runs/quickstart/latest flowers.csv --format csv
    """
    from dlcli.report.predictions import LeftOut, show
    from dlcli.run import tensorflow
    from dlcli.run.predict import predictions

    tensorflow.load(tensorflow.nothing, debug=debug)
    left_out = LeftOut()
    description, found = predictions(checkpoint, inputs, skip_bad=skip_bad, left_out=left_out)
    with closing(found):
        show(description, found, form)
    left_out.tell()
