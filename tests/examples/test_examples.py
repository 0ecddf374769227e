"""Every example runs as its README says and holds the figure of its recipe's head."""

from __future__ import annotations

import json
import operator
import re
from pathlib import Path

import pytest

from dlcli.run.begin import begin
from dlcli.run.events import ignore

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
COMPARED = {">=": operator.ge, "<=": operator.le}


@pytest.mark.parametrize("recipe", sorted(EXAMPLES.rglob("*.yaml")), ids=lambda path: path.stem)
def test_example_holds_its_figure(recipe: Path, tmp_path: Path) -> None:
    run = begin(recipe, overrides=(), runs=tmp_path, resuming=False, listener=ignore, command=["dlcli"], debug=False)
    claim = re.search(r"holds: (\w+) (>=|<=) ([\d.]+)", recipe.read_text("utf-8"))
    assert claim is not None
    metrics = json.loads(run.evaluation.read_bytes())["metrics"]
    assert COMPARED[claim[2]](metrics[claim[1]], float(claim[3])), metrics


@pytest.mark.parametrize(
    "folder", sorted(path for path in EXAMPLES.iterdir() if path.is_dir()), ids=lambda path: path.name
)
def test_example_has_a_readme_with_its_command(folder: Path) -> None:
    readme = (folder / "README.md").read_text("utf-8")
    for recipe in folder.glob("*.yaml"):
        assert f"dlcli train examples/{folder.name}/{recipe.name}" in readme
