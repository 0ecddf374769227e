"""dlcli explain."""

from __future__ import annotations

from typing import Annotated

import typer

from dlcli.cli._options import Debug


def explain_cli(
    word: Annotated[
        str | None,
        typer.Argument(
            metavar="WORD",
            help="A word, a kind of words, a section, a key, or the code of a mistake.",
            show_default=False,
        ),
    ] = None,
    debug: Debug = False,
) -> None:
    """Explain a word of the recipe language: its fields, types, defaults and an example. Without a word: all of them.

    Example: dlcli explain conv2d
    """
    from dlcli.recipe.explain import explain
    from dlcli.report.explain import show

    show(explain(word))
