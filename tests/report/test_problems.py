"""Errors as one line, and the verdict on recipes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dlcli.ground.errors import DataError, Interrupted
from dlcli.recipe.verdict import Verdict, verdict
from dlcli.report.problems import show_bug, show_error, show_verdicts
from tests.report.screens import CONVOLUTIONAL, Terminal, checked_recipe


@pytest.fixture
def verdicts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Verdict]:
    monkeypatch.chdir(tmp_path)
    Path("good.yaml").write_text(CONVOLUTIONAL)
    Path("bad.yaml").write_text("data: {source: irs}\nlayers: [flatten]\n")
    return [verdict(Path(name)) for name in ("bad.yaml", "good.yaml", "good.yaml", "none.yaml")]


REPORT = """\
error[unknown-word]: there is no source 'irs'
 --> bad.yaml:1:16
  |
1 | data: {source: irs}
  |                ^^^ did you mean 'iris'?
  = help: dlcli explain sources

1 error in bad.yaml

good.yaml: ok, 7 layers, 3,105 parameters
good.yaml: ok, 7 layers, 3,105 parameters

error[unreadable]: 'none.yaml' does not exist
"""


def test_an_error_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    show_error(DataError("'\x1b[2J.csv' is empty", where="data.source", help="give a file with rows"))
    assert capsys.readouterr() == ("", "error: '\\x1b[2J.csv' is empty, data.source; give a file with rows\n")


def test_an_interruption_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    show_error(Interrupted(2, where="step 45", help="saved; go on with: dlcli train runs/a --resume"))
    assert capsys.readouterr().err == (
        "interrupted by SIGINT, step 45; saved; go on with: dlcli train runs/a --resume\n"
    )


def test_a_wrong_recipe_is_shown_with_its_places(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Exception, match="there is no source") as caught:
        checked_recipe(tmp_path, "data: {source: irs}\nlayers: [flatten]\n")
    show_error(caught.value)
    assert "1 | data: {source: irs}\n  |                ^^^ did you mean 'iris'?\n" in capsys.readouterr().err


def test_a_bug_is_told_as_ours(capsys: pytest.CaptureFixture[str]) -> None:
    show_bug(KeyError("a\x1b[31m"))
    assert capsys.readouterr().err == (
        "error: this is a bug in dlcli: KeyError: 'a\\x1b[31m'; --debug shows the traceback\n"
    )


def test_verdicts_for_people(verdicts: list[Verdict], capsys: pytest.CaptureFixture[str]) -> None:
    show_verdicts(verdicts, form="text")
    assert capsys.readouterr().out.startswith(REPORT)


def test_a_warning_stands_above_its_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text("data: {source: {type: csv, path: no.csv, target: y}}\nlayers: [flatten]\n")
    show_verdicts([verdict(Path("a.yaml"))], form="text")
    shown = capsys.readouterr().out
    assert shown.startswith("warning[missing-data]:")
    assert shown.endswith("1 warning in a.yaml\na.yaml: ok, as far as it can be known without the data\n")


def test_verdicts_for_programs(verdicts: list[Verdict], capsys: pytest.CaptureFixture[str]) -> None:
    show_verdicts(verdicts, form="json")
    found = json.loads(capsys.readouterr().out)
    assert found["valid"] is False
    assert [(row["code"], row["file"], row["line"], row["column"]) for row in found["diagnostics"]] == [
        ("unknown-word", "bad.yaml", 1, 16),
        ("unreadable", "none.yaml", None, None),
    ]


def test_valid_recipes_for_programs(verdicts: list[Verdict], capsys: pytest.CaptureFixture[str]) -> None:
    show_verdicts(verdicts[1:3], form="json")
    assert json.loads(capsys.readouterr().out) == {"valid": True, "diagnostics": []}


def test_verdicts_for_pull_requests(verdicts: list[Verdict], capsys: pytest.CaptureFixture[str]) -> None:
    show_verdicts(verdicts, form="github")
    assert capsys.readouterr().out.splitlines()[0] == ("::error file=bad.yaml,line=1,col=16::there is no source 'irs'")


def test_a_terminal_shows_errors_in_red(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    show_error(DataError("no rows"))
    assert terminal.getvalue() == "\x1b[1;31merror:\x1b[0m no rows\n"
