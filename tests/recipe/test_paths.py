"""Paths in a recipe: relative to the file that holds them, also where an environment variable stands in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from dlcli.recipe.check import check
from dlcli.recipe.resolved import resolved

LAYERS = 'layers: [{type: dense, units: "${data.classes}", activation: softmax}]\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a table in it; the current folder is another."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "petals.csv").write_text("length,kind\n1.5,a\n2.5,b\n", "utf-8")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    return tmp_path / "sub"


def checked_path(folder: Path, path: str, *overrides: str) -> str:
    """The path of the source in the resolved recipe; its data has been found."""
    (folder / "recipe.yaml").write_text(
        f'data: {{source: {{type: csv, path: "{path}", target: kind}}}}\n' + LAYERS, "utf-8"
    )
    checked = check(folder / "recipe.yaml", overrides)
    assert checked.warnings == ()
    found = resolved(checked)["data"]["source"]["path"]
    assert isinstance(found, str)
    return found


def test_a_path_is_relative_to_its_file(folder: Path) -> None:
    assert checked_path(folder, "petals.csv") == str(folder / "petals.csv")


@pytest.mark.parametrize("path", ["${env:STEM}.csv", "./${env:STEM}.csv", "../sub/${env:STEM}.csv"])
def test_a_path_with_an_environment_variable_is_too(folder: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.setenv("STEM", "petals")
    assert checked_path(folder, path) == f"{folder}/{path}"


def test_a_variable_that_begins_a_whole_path_stays_in_front(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA", str(folder))
    assert checked_path(folder, "${env:DATA}/petals.csv") == "${env:DATA}/petals.csv"


def test_in_an_override_it_is_relative_to_the_current_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEM", "petals")
    found = checked_path(folder, "none.csv", "data.source.path=../sub/${env:STEM}.csv")
    assert found == f"{folder.parent}/elsewhere/../sub/${{env:STEM}}.csv"
