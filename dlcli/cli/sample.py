"""dlcli sample."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dlcli.cli._options import Checkpoint, Debug


def sample_cli(
    checkpoint: Checkpoint,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FOLDER", help="Where the pictures go; default: samples in the run's folder."),
    ] = None,
    number: Annotated[int, typer.Option("--number", metavar="N", help="How many examples are taken.")] = 8,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="From where draws begin.")] = 0,
    debug: Debug = False,
) -> None:
    """Draw what an autoencoder, a VAE or a GAN makes: reconstructions, draws of noise, ways between two examples.

    Example: dlcli sample runs/vae_animals/latest
    """
    from dlcli.ground.errors import UsageError
    from dlcli.report import samples as report
    from dlcli.report.problems import show_warning
    from dlcli.run import tensorflow
    from dlcli.run.samples import samples

    if number < 2 or not 0 <= seed < 2**31:
        raise UsageError("two examples at least, and a seed from 0", where="--number, --seed", help="leave them out")
    tensorflow.load(tensorflow.nothing, debug=debug)
    folder = out or (checkpoint if checkpoint.is_dir() else checkpoint.parent) / "samples"
    report.draw(samples(checkpoint, number=number, seed=seed, warn=show_warning), folder)
