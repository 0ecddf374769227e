"""dlcli new."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dlcli.cli._options import Debug


def new_cli(
    template: Annotated[
        str | None, typer.Argument(metavar="TEMPLATE", help="The template's name.", show_default=False)
    ] = None,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="Where to write it; default: NAME.yaml here.", show_default=False),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            "--data", metavar="PATH", help="Draft a recipe for this: class folders of pictures or texts, CSV, NPZ."
        ),
    ] = None,
    target: Annotated[
        str | None, typer.Option("--target", metavar="COLUMN", help="With --data of a CSV: what is predicted.")
    ] = None,
    window: Annotated[
        int | None,
        typer.Option("--window", metavar="N", min=1, help="With --data of a CSV: a series, of which N steps are seen."),
    ] = None,
    list_them: Annotated[bool, typer.Option("--list", help="Show the templates with their cost and result.")] = False,
    debug: Debug = False,
) -> None:
    """Write a new recipe, from a template or for data of one's own.

    Example: dlcli new vision/lenet5_digits my_lenet.yaml
    """
    from dlcli.ground.errors import UsageError
    from dlcli.recipe import templates
    from dlcli.report.templates import show, show_written

    if data is not None:
        from dlcli.recipe.draft import write_draft

        if file is not None or list_them:
            raise UsageError("--data takes no template", where="dlcli new", help="dlcli new --data PATH FILE")
        show_written(write_draft(data, Path(template) if template else None, target=target, window=window))
    elif target is not None or window is not None:
        raise UsageError("--target and --window go with --data", where="dlcli new", help="dlcli new --data PATH")
    elif list_them or template is None:
        show(templates.templates())
    else:
        show_written(templates.write_named(template, file))
