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
    list_them: Annotated[bool, typer.Option("--list", help="Show the templates with their cost and result.")] = False,
    debug: Debug = False,
) -> None:
    """Write a new recipe from a template.

    Example: dlcli new vision/lenet5_digits my_lenet.yaml
    """
    from dlcli.recipe import templates
    from dlcli.report.templates import show, show_written

    if list_them or template is None:
        show(templates.templates())
    else:
        show_written(templates.write_named(template, file))
