"""Wrong recipes and the exact report of each; beside it the recipe after doing only what the help says."""

from __future__ import annotations

from pathlib import Path

import pytest

from dlcli.recipe.diagnostics import RecipeError
from dlcli.recipe.verdict import verdict
from dlcli.report.diagnostics import render

CORPUS = Path(__file__).parent.parent / "mistakes"
NAMES = sorted(path.name.removesuffix(".txt") for path in CORPUS.glob("*.txt"))


def overrides(name: str) -> list[str]:
    """The `--set` arguments of a case: its first lines `# --set PATH=VALUE`."""
    lines = (CORPUS / f"{name}.yaml").read_text("utf-8", errors="replace").splitlines()
    return [line.removeprefix("# --set ") for line in lines if line.startswith("# --set ")]


@pytest.mark.parametrize("name", NAMES)
def test_report_is_what_a_person_wants_to_read(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CORPUS)
    found = verdict(Path(f"{name}.yaml"), overrides(name))
    assert render(found.diagnostics, width=100) == (CORPUS / f"{name}.txt").read_text("utf-8")


@pytest.mark.parametrize("name", [name for name in NAMES if (CORPUS / f"{name}.fixed.yaml").exists()])
def test_doing_what_the_help_says_mends_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CORPUS)
    found = verdict(Path(f"{name}.fixed.yaml"), overrides(f"{name}.fixed"))
    assert found.valid, render(found.diagnostics)
    assert [each for each in found.diagnostics if each.code != "missing-data"] == []


def test_a_mistake_carries_exit_code_2() -> None:
    assert RecipeError.exit_code == 2
