"""dlcli sample."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from dlcli.cli._options import Checkpoint, Debug


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
    debug: Debug = False,
) -> None:
    """Draw what an autoencoder, a VAE or a GAN makes; write what a seq2seq run or a language model makes of texts.

    Example: dlcli sample runs/vae_animals/latest
    """
    from dlcli.ground.errors import UsageError
    from dlcli.report.problems import show_warning
    from dlcli.run import tensorflow
    from dlcli.run.kinds import objective_of

    if number < 2 or not 0 <= seed < 2**31:
        raise UsageError("two examples at least, and a seed from 0", where="--number, --seed", help="leave them out")
    if beam < 1 or length_penalty < 0 or (length is not None and length < 1):
        raise UsageError(
            "a beam and a length from 1, a penalty from 0", where="--beam, --length", help="leave them out"
        )
    if temperature <= 0 or (top_k is not None and top_k < 1) or (top_p is not None and not 0 < top_p <= 1):
        message = "a temperature above 0, K from 1, P above 0 and at most 1"
        raise UsageError(message, where="--temperature, --top-k, --top-p", help="leave them out")
    tensorflow.load(tensorflow.nothing, debug=debug)
    word = objective_of(checkpoint)
    given = {
        "--out": out is not None,
        "--beam": beam != 1,
        "--length-penalty": bool(length_penalty),
        "--length": length is not None,
        "--temperature": temperature != 1,
        "--top-k": top_k is not None,
        "--top-p": top_p is not None,
    }
    used = {"seq2seq": ("--beam", "--length-penalty", "--length"), "language_model": tuple(given)[3:]}
    idle = [name for name, there in given.items() if there and name not in used.get(word, ("--out",))]
    if length_penalty and beam == 1 and word == "seq2seq":
        idle.append("--length-penalty without --beam")
    if idle:
        raise UsageError(f"{', '.join(idle)} changes nothing for {word}", where="dlcli sample", help="leave it out")
    if word in ("seq2seq", "language_model"):
        from dlcli.report import texts as written
        from dlcli.run.texts import Asked, continued, translated

        lines = [line for each in texts or () for line in (sys.stdin.read().splitlines() if each == "-" else [each])]
        asked = Asked(tuple(lines), number, length, beam, length_penalty, seed, temperature, top_k, top_p)
        if word == "seq2seq":
            written.show(translated(checkpoint, asked, warn=show_warning))
        else:
            written.show_continued(continued(checkpoint, asked, warn=show_warning))
        return
    if texts:
        raise UsageError("this run takes no text", where="TEXT", help="dlcli explain seq2seq")
    from dlcli.report import samples as report
    from dlcli.run.samples import samples

    folder = out or (checkpoint if checkpoint.is_dir() else checkpoint.parent) / "samples"
    report.draw(samples(checkpoint, number=number, seed=seed, warn=show_warning), folder)
