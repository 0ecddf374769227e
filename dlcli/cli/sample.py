"""dlcli sample."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dlcli.cli._options import Checkpoint, Debug

if TYPE_CHECKING:
    from dlcli.run.asked import Asked


def sample_cli(
    checkpoint: Checkpoint,
    texts: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TEXT]...",
            help="What a seq2seq run translates, or a language model goes on from; - reads lines of stdin.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FOLDER", help="Where the pictures go; default: samples in the run's folder."),
    ] = None,
    number: Annotated[int, typer.Option("--number", metavar="N", help="How many examples are taken.")] = 8,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="From where draws begin.")] = 0,
    beam: Annotated[
        int, typer.Option("--beam", metavar="N", help="How many texts are kept while one is written; 1 is greedy.")
    ] = 1,
    length_penalty: Annotated[
        float, typer.Option("--length-penalty", metavar="A", help="With --beam: more than 0 prefers longer texts.")
    ] = 0.0,
    length: Annotated[
        int | None,
        typer.Option("--length", metavar="N", help="How many words are written at most.", show_default=False),
    ] = None,
    temperature: Annotated[
        float, typer.Option("--temperature", metavar="T", help="Below 1 a language model dares less, above 1 more.")
    ] = 1.0,
    top_k: Annotated[
        int | None, typer.Option("--top-k", metavar="K", help="Draw from the K likeliest words.", show_default=False)
    ] = None,
    top_p: Annotated[
        float | None,
        typer.Option("--top-p", metavar="P", help="Draw from the likeliest words of together P.", show_default=False),
    ] = None,
    attention: Annotated[
        Path | None,
        typer.Option("--attention", metavar="FILE", help="Draw where a seq2seq run looks: a PNG or an SVG."),
    ] = None,
    debug: Debug = False,
) -> None:
    """Draw what an autoencoder, a VAE or a GAN makes; write what a seq2seq run or a language model makes of texts.

    Example: dlcli sample runs/vae_animals/latest
    """
    from dlcli.report.problems import show_warning
    from dlcli.run import tensorflow
    from dlcli.run.asked import Asked
    from dlcli.run.kinds import objective_of

    lines = [line for each in texts or () for line in (sys.stdin.read().splitlines() if each == "-" else [each])]
    asked = Asked(tuple(lines), number, seed, length, beam, length_penalty, temperature, top_k, top_p)
    asked.refuse_wrong()
    tensorflow.load(tensorflow.nothing, debug=debug)
    word = objective_of(checkpoint)
    asked.refuse_idle(word, folder=out is not None, attention=attention is not None)
    if word == "seq2seq":
        _translate(checkpoint, asked, attention)
        return
    if word == "language_model":
        from dlcli.report.texts import show_continued
        from dlcli.run.texts import continued

        show_continued(continued(checkpoint, asked, warn=show_warning))
        return
    from dlcli.report import samples as report
    from dlcli.run.samples import samples

    folder = out or (checkpoint if checkpoint.is_dir() else checkpoint.parent) / "samples"
    report.draw(samples(checkpoint, number=number, seed=seed, warn=show_warning), folder)


def _translate(checkpoint: Path, asked: Asked, attention: Path | None) -> None:
    from dlcli.report.problems import show_warning
    from dlcli.report.texts import show
    from dlcli.run.translations import translated

    if attention is not None:
        from dlcli.report.pictures import expect_plots

        expect_plots(attention)
    found = translated(checkpoint, asked, warn=show_warning, attention=attention is not None)
    show(found)
    if attention is not None:
        from dlcli.report.attention import draw

        draw(found.looked, attention)
