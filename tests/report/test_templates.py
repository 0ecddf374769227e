"""The list of templates, and where one was written."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from dlcli.report import templates


def test_each_template_with_cost_and_result(capsys: pytest.CaptureFixture[str]) -> None:
    templates.show(
        [
            SimpleNamespace(name="quickstart", summary="40 s on 2 CPU cores; accuracy >= 0.94"),
            SimpleNamespace(name="vision/lenet5_digits", summary="15 s; [bold]accuracy"),
        ]
    )
    assert capsys.readouterr().out == (
        "quickstart            40 s on 2 CPU cores; accuracy >= 0.94\nvision/lenet5_digits  15 s; [bold]accuracy\n"
    )


def test_a_written_template_says_what_to_run(capsys: pytest.CaptureFixture[str]) -> None:
    templates.show_written(Path("my net.yaml"))
    assert capsys.readouterr().out == "wrote my net.yaml; next: dlcli train 'my net.yaml'\n"
