"""The list of templates, and where one was written."""

from __future__ import annotations

from pathlib import Path

import pytest

from dlcli.recipe.templates import Template
from dlcli.report import templates


def template(name: str, summary: str, cost: str, holds: str) -> Template:
    return Template(name, Path(f"{name}.yaml"), summary, f"dlcli train {name}.yaml", cost, holds)


def test_each_template_with_cost_result_and_what_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    long = "A small convolutional network that tells ten animals apart by their outlines, in less than a minute."
    templates.show(
        [
            template("quickstart", long, "40 s on 2 CPU cores", "accuracy >= 0.94"),
            template("vision/lenet5", "[bold]LeNet\x1b[0m.", "5 s", "accuracy >= 0.98"),
        ]
    )
    assert capsys.readouterr().out == (
        "quickstart     40 s on 2 CPU cores  accuracy >= 0.94\n"
        "  A small convolutional network that tells ten animals apart by their outlines, in less than a\n"
        "  minute.\n"
        "vision/lenet5  5 s                  accuracy >= 0.98\n"
        "  [bold]LeNet\\x1b[0m.\n"
    )


def test_a_written_template_says_what_to_run(capsys: pytest.CaptureFixture[str]) -> None:
    templates.show_written(Path("my net.yaml"))
    assert capsys.readouterr().out == "wrote my net.yaml; next: dlcli train 'my net.yaml'\n"
