"""The list of wrong recipes that the design names by number: each is told at its place, with the right exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dlcli.cli.app import app
from tests.recipe.rows import ROWS, Row

NOT_HERE = {
    57: "a label's values are read when training opens the data, which ends with exit code 3",
    69: "there is no training.precision yet",
    71: "comes with multi_worker",
    72: "comes with mirrored and multi_worker",
    74: "the run folder is an option of train, and no key of a recipe",
    78: "a split is a fraction so far, so no file can be given twice",
    80: "what is the target is never a feature, even where `columns` gives its kind",
    84: "a recipe has no version: unknown keys are refused",
    88: "comes with sweeps",
    89: "concerns resume, which has tests of its own",
    90: "concerns export",
}


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{row.number}-{row.code}") for row in ROWS])
def test_row(row: Row, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("table.csv").write_text("x,y\n1,2\n3,4\n5,6\n", "utf-8")
    Path("recipe.yaml").write_text(row.text.replace("«", "").replace("»", ""), "utf-8")
    arguments = ["validate", "--format", "json", "recipe.yaml", *(["--set", row.set] if row.set else [])]
    answer = CliRunner().invoke(app, arguments)
    (told,) = json.loads(answer.stdout)["diagnostics"]
    assert (told["code"], told["severity"]) == (row.code, "warning" if row.warning else "error")
    assert answer.exit_code == (0 if row.warning else 3 if row.code == "wrong-data" else 2)
    if row.set is None:
        assert (told["file"], told["line"], told["column"]) == ("recipe.yaml", *_mark(row.text))
    else:
        assert told["file"] == "--set"


def _mark(text: str) -> tuple[int, int]:
    """The line and column of the mark."""
    before = text[: text.index("«")]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def test_each_number_is_tried_or_has_its_reason() -> None:
    tried = {row.number for row in ROWS}
    assert sorted(tried | set(NOT_HERE)) == list(range(39, 91))
    assert not tried & set(NOT_HERE)
